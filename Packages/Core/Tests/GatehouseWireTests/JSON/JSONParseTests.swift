import GatehouseWire
import Testing

@Suite struct JSONParseTests {
    private func parse(_ text: String, depth: Int = 16) throws(WireError) -> JSON {
        try JSON.parse(Array(text.utf8), limits: JSON.Limits(bytes: 1024, depth: depth))
    }

    private func code(_ text: String) -> WireError.Code? {
        do {
            _ = try parse(text)
            return nil
        } catch {
            return error.code
        }
    }

    @Test func `every kind of value is read`() throws {
        let json = try parse(#" {"a":[1,-2.5,true,false,null,"x"],"b":{}} "#)
        #expect(
            json["a"] == .array([.integer(1), .number(-2.5), .boolean(true), .boolean(false), .null, .string("x")]))
        #expect(json["b"] == .object([]))
    }

    @Test func `members keep their order`() throws {
        guard case .object(let members) = try parse(#"{"z":1,"a":2}"#) else { throw WireError(.wrongType, at: "", "") }
        #expect(members.map(\.name) == ["z", "a"])
    }

    @Test(arguments: [
        ("0", JSON.integer(0)), ("-0", .integer(0)), ("9223372036854775807", .integer(.max)),
        ("-9223372036854775808", .integer(.min)), ("9223372036854775808", .number(9_223_372_036_854_775_808)),
        ("1.0", .number(1)), ("1e3", .number(1000)), ("-1.5E-2", .number(-0.015)),
    ])
    func `numbers are whole when they fit and doubles otherwise`(text: String, expected: JSON) throws {
        #expect(try parse(text) == expected)
    }

    @Test(arguments: ["01", "-01", "1.", "+1", ".5", "0x1", "1e", "1e+", "NaN", "Infinity", "1e999", "- 1"])
    func `what only looks like a number is refused`(text: String) {
        #expect([.malformed, .truncated].contains(code(text)))
    }

    @Test func `escapes are decoded`() throws {
        #expect(try parse(#""\"\\\/\b\f\n\r\t\u00e9\ud83d\ude00é""#) == .string("\"\\/\u{8}\u{c}\n\r\té😀é"))
    }

    @Test(arguments: [
        #""\ud83d""#, #""\ude00""#, #""\ud83dx""#, #""\ud83d\u0041""#, #""\x41""#, "\"\u{1}\"", #""\u12g4""#,
    ])
    func `lone surrogates, unknown escapes and bare control characters are refused`(text: String) {
        #expect(code(text) == .malformed)
    }

    @Test(arguments: [
        [0x22, 0xFF, 0x22], [0x22, 0xC0, 0xAF, 0x22], [0x22, 0xED, 0xA0, 0x80, 0x22], [0x22, 0x5C, 0x6E, 0xC3, 0x22],
    ])
    func `bytes that are not UTF-8 are refused`(bytes: [UInt8]) {
        #expect { try JSON.parse(bytes) } throws: { ($0 as? WireError)?.code == .notUTF8 }
    }

    @Test func `a name given twice is refused with its place`() {
        #expect(throws: WireError(.duplicateName, at: "byte 7", "the name `a` is given twice")) {
            try parse(#"{"a":1,"a":2}"#)
        }
        let many = (0..<40).map { "\"n\($0)\":0" }.joined(separator: ",")
        #expect(code("{\(many)}") == nil)
        #expect(code("{\(many),\"n3\":0}") == .duplicateName)
        #expect(code(#"{"\u0061":1,"a":2}"#) == .duplicateName)
    }

    @Test func `bytes after the end are refused`() {
        #expect(code("1 2") == .malformed)
        #expect(code("{}x") == .malformed)
        #expect(code("{} \n") == nil)
    }

    @Test(arguments: [#"{"a":1,}"#, "[1,]", "[,1]", "{1:2}", #"{"a" 1}"#, "[1 2]", "tree", "'a'", "\u{FEFF}1"])
    func `what RFC 8259 does not allow is refused`(text: String) {
        #expect(code(text) == .malformed)
    }

    @Test func `every proper beginning of a text is truncated`() {
        let text = Array(#"{"a":[1,"x\u0041",true,null],"b":-1}"#.utf8)
        for length in 0..<text.count {
            #expect { try JSON.parse(text[..<length]) } throws: { ($0 as? WireError)?.code == .truncated }
        }
    }

    @Test func `size and depth are limited`() {
        #expect(code(String(repeating: " ", count: 1025)) == .tooLarge)
        #expect(code(String(repeating: "[", count: 16) + String(repeating: "]", count: 16)) == nil)
        #expect(code(String(repeating: "[", count: 17) + String(repeating: "]", count: 17)) == .tooDeep)
    }

    @Test func `a collection that is not contiguous reads the same`() throws {
        #expect(try JSON.parse(Array("[1]".utf8).reversed().reversed().lazy.map { $0 }) == .array([.integer(1)]))
        #expect(try Array("[1]".utf8).withUnsafeBytes { try JSON.parse($0) } == .array([.integer(1)]))
    }
}
