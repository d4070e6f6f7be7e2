import GatehouseWire
import Testing

@Suite struct JSONSerialiseTests {
    private func text(_ json: JSON) -> String { String(decoding: json.serialised(), as: UTF8.self) }

    @Test func `the text is compact and keeps the order`() {
        let json = JSON.object([.init("b", .array([.integer(-1), .boolean(true), .null])), .init("a", .string("x"))])
        #expect(text(json) == #"{"b":[-1,true,null],"a":"x"}"#)
    }

    @Test func `a slash stays as it is and control characters are escaped`() {
        #expect(text(.string("a/b\"\\\u{8}\u{c}\n\r\t\u{1}\u{1f}é😀")) == #""a/b\"\\\b\f\n\r\t\u0001\u001fé😀""#)
    }

    @Test func `doubles read back as themselves`() throws {
        for value in [0.1, 1e100, -2.5e-8, Double.leastNonzeroMagnitude, Double.greatestFiniteMagnitude] {
            #expect(try JSON.parse(JSON.number(value).serialised()) == .number(value))
        }
        #expect(text(.number(.nan)) == "null")
    }
}
