import GatehouseModel
import GatehouseService
import Testing

@testable import GatehouseAPI

struct FilterParserTests {
    private func parse(_ text: String) throws -> ListQuery.Filter {
        try FilterParser.parse(text, fields: ListField.devices)
    }

    private func message(of text: String) -> String {
        do {
            _ = try parse(text)
            return "accepted"
        } catch {
            return ServiceError(wrapping: error).message
        }
    }

    @Test func `and binds tighter than or`() throws {
        let name = ListQuery.Filter.compare(field: "name", .equals, .text("a"))
        let platform = ListQuery.Filter.compare(field: "platform", .notEquals, .text("linux"))
        let model = ListQuery.Filter.compare(field: "model", .contains, .text("T14"))
        #expect(
            try parse("name eq 'a' or platform ne 'linux' and contains(model,'T14')")
                == .or([name, .and([platform, model])]))
        #expect(
            try parse("(name eq 'a' or platform ne 'linux') and not contains(model, 'T14')")
                == .and([.or([name, platform]), .not(model)]))
    }

    @Test func `a quote inside a text is doubled`() throws {
        #expect(try parse("name eq 'O''Brien'") == .compare(field: "name", .equals, .text("O'Brien")))
    }

    @Test func `a time reads with and without quotes`() throws {
        let wanted = ListQuery.Filter.compare(field: "lastContact", .less, .integer(1_795_251_600_000))
        #expect(try parse("lastContact lt 2026-11-21T09:00:00Z") == wanted)
        #expect(try parse("lastContact lt '2026-11-21T10:00:00+01:00'") == wanted)
    }

    @Test func `in lists what may stand`() throws {
        #expect(
            try parse("platform in ('linux','macOS')")
                == .or([
                    .compare(field: "platform", .equals, .text("linux")),
                    .compare(field: "platform", .equals, .text("macOS")),
                ]))
    }

    @Test(arguments: [
        ("nam eq 'a'", "unknown field `nam` (column 1 of the filter)"),
        ("name is 'a'", "unknown operator `is` (column 6 of the filter)"),
        ("name eq a", "`a` stands where a text in quotes is wanted (column 9 of the filter)"),
        ("platform eq 'Linux'", "`'Linux'` is no value of `platform` (column 13 of the filter)"),
        ("lastContact gt 'soon'", "`'soon'` is not a time (column 16 of the filter)"),
        ("contains(platform,'lin')", "`platform` is not a text (column 10 of the filter)"),
        ("size(name) eq 3", "unknown function `size` (column 1 of the filter)"),
        ("name eq 'a' name", "`name` stands where `and`, `or` or the end is wanted (column 13 of the filter)"),
        ("(name eq 'a'", "the end stands where `)` is wanted (column 13 of the filter)"),
        ("name eq 'a", "the text that begins at column 9 of the filter does not end"),
        ("", "the end stands where a field or a function is wanted (column 1 of the filter)"),
    ])
    func `what is wrong is said with its place`(text: String, expected: String) {
        #expect(message(of: text) == expected)
    }

    @Test func `nesting and length have limits`() {
        #expect(message(of: String(repeating: "(", count: 100) + "name eq 'a'").contains("levels"))
        #expect(message(of: String(repeating: "not ", count: 100) + "name eq 'a'").contains("levels"))
        #expect(message(of: "name eq '\(String(repeating: "a", count: 5000))'").contains("longer than"))
        let many = Array(repeating: "name eq 'a'", count: 65).joined(separator: " or ")
        #expect(message(of: many).contains("terms"))
    }
}
