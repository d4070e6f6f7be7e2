import GatehouseModel
import GatehouseWire
import Testing

@Suite struct CheckInMessagesTests {
    private let digest = String(repeating: "a", count: 64)

    private func request(changed: String) throws -> CheckInRequest {
        let text = """
            {"requestID":"00000000-0000-0001-0000-000000000002","sequence":1,"hardware":"h","base":"","state":"",\
            "clock":"2026-11-21T20:56:25Z","changed":\(changed)}
            """
        return try CheckInRequest(bytes: Array(text.utf8))
    }

    private func fact(_ key: String, _ state: String) -> String {
        """
        {"key":"\(key)",\(state),"source":"s","evidence":"","observedAt":"2026-11-21T20:56:25Z","assurance":"agentVerified"}
        """
    }

    @Test func `an acknowledgement without refusals is at most 200 bytes`() {
        #expect(CheckInResponse(state: digest, desired: digest, ownership: .personal).bytes.count <= 200)
    }

    @Test func `a flood of facts is refused as a whole`() throws {
        let many = repeatElement(fact("os.name", #""value":"Debian""#), count: CheckInRequest.mostFacts + 1)
        #expect { try request(changed: "[\(many.joined(separator: ","))]") } throws: {
            ($0 as? WireError)?.code == .tooLarge
        }
    }

    @Test func `an owner that this agent does not know counts as none`() throws {
        let text = #"{"state":"a","desired":"b","ownership":"borrowed"}"#
        #expect(try CheckInResponse(bytes: Array(text.utf8)).ownership == nil)
    }

    @Test(arguments: [
        (#""value":null"#, "changed[1].value"), (#""value":1.5"#, "changed[1].value"),
        (#""value":[1,null]"#, "changed[1].value[1]"), (#""value":{"a":{"b":1.5}}"#, "changed[1].value.a.b"),
        (#""state":"perhaps""#, "changed[1].state"), (#""state":"absent""#, "changed[1].reason"),
        (#""state":"known""#, "changed[1].value"),
    ])
    func `one bad fact is named and costs no other`(state: String, place: String) throws {
        let good = fact("os.name", #""value":"Debian""#)
        let last = fact("os.id", #""state":"absent","reason":"no file""#)
        let read = try request(changed: "[\(good),\(fact("os.bad", state)),\(last)]")
        #expect(read.changed.map(\.key) == ["os.name", "os.id"])
        #expect(read.malformed.map(\.key) == ["os.bad"])
        #expect(read.malformed.first?.reason.hasSuffix("(\(place))") == true)
    }

    @Test func `a fact without a readable key is named by its place`() throws {
        #expect(try request(changed: "[1]").malformed.map(\.key) == ["changed[0]"])
        #expect(try request(changed: #"[{"key":""}]"#).changed.isEmpty)
    }

    @Test func `the second of two facts under one key is refused`() throws {
        let one = fact("os.name", #""value":"Debian""#)
        let read = try request(changed: "[\(one),\(one)]")
        #expect(read.changed.count == 1)
        #expect(read.malformed.map(\.key) == ["os.name"])
    }

    @Test func `records are written in the order of their names`() throws {
        let value = FactValue.record(["b": .integer(2), "a": .boolean(true)])
        #expect(String(decoding: value.json.serialised(), as: UTF8.self) == #"{"a":true,"b":2}"#)
    }
}
