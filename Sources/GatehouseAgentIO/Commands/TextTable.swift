/// Columns that stand under each other; a cell that is wider than its column's limit is cut.
struct TextTable: CustomStringConvertible {
    private let lines: [[String]]
    private let widths: [Int]

    init(_ header: [String], _ rows: [[String]], widths limits: [Int]) {
        lines = ([header] + rows).map { row in zip(row, limits).map { Self.oneLine($0, atMost: $1) } }
        var widths = [Int](repeating: 0, count: header.count)
        for line in lines {
            for (column, cell) in line.enumerated() { widths[column] = max(widths[column], cell.count) }
        }
        self.widths = widths
    }

    var description: String {
        lines.map { line in
            line.enumerated().map { column, cell in
                column == line.count - 1
                    ? cell : cell + String(repeating: " ", count: widths[column] - cell.count + 2)
            }.joined()
        }.joined(separator: "\n")
    }

    private static func oneLine(_ text: String, atMost limit: Int) -> String {
        let line = String(text.map { $0.isNewline || $0 == "\t" ? " " : $0 })
        return line.count > limit ? line.prefix(limit - 1) + "…" : line
    }
}
