import GatehouseWire
import Testing

@Suite struct CSVTextTests {
    @Test(arguments: ["=1+1", "+49 30", "-2", "@SUM(A1)", "\t=1", "\u{FF1D}1", "'", "'=1"])
    func `what a spreadsheet would run is written as text and read back as it was`(cell: String) {
        let written = CSVText.neutralised(cell)
        #expect(written == "'" + cell)
        #expect(CSVText.restored(written) == cell)
    }

    @Test(arguments: ["", "printer-3", "a=b", "O'Neill", "3c:52:82:0a:1b:2c"])
    func `other cells stay as they are`(cell: String) {
        #expect(CSVText.neutralised(cell) == cell)
        #expect(CSVText.restored(cell) == cell)
    }

    @Test func `a formula stays harmless behind quotes`() {
        #expect(
            CSVText.line(["=HYPERLINK(\"http://x\",\"y\")", "b"]) == "\"'=HYPERLINK(\"\"http://x\"\",\"\"y\"\")\",b\r\n"
        )
    }

    @Test func `what was written is read back`() throws {
        let cells = ["a, b", "say \"hi\"", "two\nlines", "=1", "ü"]
        let table = try CSVTable(parsing: CSVText.line(["a", "b", "c", "d", "e"]) + CSVText.line(cells))
        #expect(table.rows[0].fields.map { CSVText.restored($0.text) } == cells)
    }
}
