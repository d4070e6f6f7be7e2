/// A colour by its number in ECMA-48 SGR.
enum Colour: Int, Sendable {
    case red = 31
    case green = 32
    case yellow = 33
    case faint = 2
    case bold = 1
}

/// Rows under headings, columns as wide as their widest cell.
struct Table {
    struct Cell {
        var text: String
        var colour: Colour?

        init(_ text: String, _ colour: Colour? = nil) {
            self.text = TerminalText.line(text)
            self.colour = colour
        }
    }

    private var headings: [String]
    private var rows: [[Cell]] = []
    private let indent: String

    init(_ headings: [String], indent: String = "") {
        self.headings = headings
        self.indent = indent
    }

    /// Cells beyond the headings are left out.
    mutating func add(_ cells: [Cell]) { rows.append(Array(cells.prefix(headings.count))) }

    mutating func add(_ cells: [String]) { add(cells.map { Cell($0) }) }

    /// The lines, each ended; the last column is not padded.
    func text(_ paint: (String, Colour?) -> String = { text, _ in text }) -> String {
        let lines = [headings.map { Cell($0, .bold) }] + rows
        let widths = headings.indices.map { column in
            lines.map { $0.indices.contains(column) ? $0[column].text.count : 0 }.max() ?? 0
        }
        return lines.map { cells in
            indent
                + cells.enumerated().map { column, cell in
                    let padding = column == cells.count - 1 ? 0 : widths[column] - cell.text.count + 2
                    return paint(cell.text, cell.colour) + String(repeating: " ", count: padding)
                }.joined() + "\n"
        }.joined()
    }
}
