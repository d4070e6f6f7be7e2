import GatehouseWire
import Hummingbird
import Testing

@Suite struct MalformedBodyTests {
    @Test(arguments: [
        "", "{", "[]", "{\"files\": 7}", String(repeating: "[", count: 100_000),
        String(repeating: "{\"a\":", count: 50_000), "{\"files\": [], \"dryRun\": \"\u{0}\"}",
    ])
    func `a body that is not what the route takes is refused with a problem`(_ body: String) async throws {
        try await APIFixture.run { api in
            let answer = try await api.ask(.post, "/api/v1/apply", body: body)
            #expect(answer.status == 400, "\(answer.text)")
            #expect(answer.code == "malformedBody")
        }
    }

    @Test func `a body that is not UTF-8 is refused with a problem`() async throws {
        try await APIFixture.run { api in
            let bytes = Array("{\"files\": [{\"name\": \"".utf8) + [0xC3, 0x28] + Array("\", \"text\": \"\"}]}".utf8)
            let answer = try await api.ask(.post, "/api/v1/apply", bytes: bytes)
            #expect(answer.status == 400)
            #expect(answer.code == "malformedBody")
        }
    }
}
