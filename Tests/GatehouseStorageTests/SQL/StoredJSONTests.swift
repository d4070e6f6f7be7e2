import Testing

@testable import GatehouseStorage

@Suite struct StoredJSONTests {
    private static let values: [StoredJSON] = [
        .null, .boolean(true), .integer(.min), .integer(.max), .text(""), .text("a \"b\" \\ \u{0} \n \u{1F} ü 🚪"),
        .list([]), .record([:]), .list([.null, .list([.integer(0)])]),
        .record(["b": .text("1"), "a": .record(["": .boolean(false)])]),
    ]

    @Test(arguments: values)
    func `a value is read as it was written`(_ value: StoredJSON) {
        #expect(StoredJSON(value.description) == value)
    }

    @Test func `members are written in the order of their names`() {
        #expect(StoredJSON.record(["b": .integer(2), "a": .integer(1)]).description == #"{"a":1,"b":2}"#)
    }

    @Test(arguments: [
        "", " 1", "1 ", "1.5", "nul", "[1,]", "[1", #"{"a":1,"a":2}"#, #"{"a" 1}"#, #""unclosed"#, #""\x""#, "--1",
        String(repeating: "[", count: 100) + String(repeating: "]", count: 100),
    ])
    func `anything else is refused`(_ text: String) {
        #expect(StoredJSON(text) == nil)
    }
}
