import GatehouseWire
import Testing

@Suite struct CSVTableTests {
    private func rows(_ text: String) throws -> [[String]] {
        try CSVTable(parsing: text).rows.map { $0.fields.map(\.text) }
    }

    private func error(_ text: String, _ limits: CSVTable.Limits = .init()) -> CSVError? {
        do throws(CSVError) {
            _ = try CSVTable(parsing: text, limits: limits)
            return nil
        } catch { return error }
    }

    @Test func `quotes keep commas, line breaks and quotes`() throws {
        let found = try rows("name,notes\r\nprinter,\"a, \"\"b\"\"\r\nc\"\r\n")
        #expect(found == [["printer", "a, \"b\"\nc"]])
    }

    @Test func `line feeds alone, a byte order mark, blank lines and a missing last line break are read`() throws {
        #expect(try rows("\u{FEFF}a,b\n\n1,2\n\n3,\n") == [["1", "2"], ["3", ""]])
        #expect(try rows("a\nx") == [["x"]])
    }

    @Test func `blanks around a field do not count`() throws {
        #expect(try rows("a , b\n  1 ,\t\" 2 \"  \n") == [["1", "2"]])
    }

    @Test func `a field is found by its column in any letter case and knows its place`() throws {
        let table = try CSVTable(parsing: "Name,Serial\n\"é,\",7\n")
        let field = try #require(table.field("serial", in: table.rows[0]))
        #expect(field.text == "7")
        #expect((field.line, field.column) == (2, 6))
        #expect(table.field("mac", in: table.rows[0]) == nil)
    }

    @Test func `a row after a line break in quotes is counted by lines of the file`() throws {
        let table = try CSVTable(parsing: "a,b\n\"1\n1\",2\n3,4\n")
        #expect(table.rows.map(\.line) == [2, 4])
    }

    @Test(arguments: [
        ("", 1, 1, "there is no header"),
        ("a,\n", 1, 3, "column 2 has no name"),
        ("a,A\n", 1, 3, "the column `A` is there twice"),
        ("a;b\n1;2\n", 1, 1, "the header has one column"),
        ("a,b\n1\n", 2, 1, "the row has 1 fields, the header 2"),
        ("a,b\n1,2,3\n", 2, 5, "the row has 3 fields, the header 2"),
        ("a,b\nx\"y,2\n", 2, 2, "a quote stands inside of a field"),
        ("a,b\n\"x\"y,2\n", 2, 4, "expected `,` or the end of the line"),
        ("a,b\n1,\"x\n", 2, 3, "the quotes are not closed"),
        ("a,b\r1,2\r", 1, 4, "a carriage return without a line feed"),
        ("a,b\n1,\u{1}\n", 2, 3, "a control character (byte 1) stands in a field"),
    ])
    func `a mistake is refused at its place`(text: String, line: Int, column: Int, message: String) {
        let found = error(text)
        #expect(found?.message == message)
        #expect(found?.line == line && found?.column == column)
    }

    @Test func `bytes that are no UTF-8 are refused`() {
        #expect(throws: CSVError.self) { try CSVTable(parsing: Array("a\n".utf8) + [0xFF]) }
    }

    @Test func `each limit holds`() {
        #expect(error("a\n1\n2\n", .init(rows: 1))?.line == 3)
        #expect(error("a,b\n", .init(columns: 1))?.column == 3)
        #expect(error("abcdef\n", .init(fieldBytes: 5)) != nil)
        #expect(error("a\n\"123456\"\n", .init(fieldBytes: 5))?.line == 2)
        #expect(error("abc\n", .init(bytes: 3)) != nil)
    }

    @Test func `an unknown column is refused with the one that was meant`() throws {
        let table = try CSVTable(parsing: "name,serail\n")
        #expect(throws: CSVError(line: 1, column: 6, "unknown column `serail`", hint: "did you mean `serial`?")) {
            try table.requireColumns(among: ["name", "serial"], nearest: { _ in "serial" })
        }
    }
}
