import GatehouseModel

extension Findings {
    /// Where a byte of a text stands in the file; the beginning of the text when it spans lines.
    func place(ofByte offset: Int, in node: YAMLNode) -> Position {
        guard lines.indices.contains(node.position.line - 1) else { return node.position }
        let line = Array(lines[node.position.line - 1].unicodeScalars.dropFirst(node.position.column - 1))
        var cursor = TextCursor(line)
        while cursor.byte < offset {
            guard cursor.advance() else { return node.position }
        }
        return Position(line: node.position.line, column: node.position.column + cursor.index)
    }
}

/// Walks the source of a text in step with the bytes that it stands for.
private struct TextCursor {
    private let source: [Unicode.Scalar]
    private let quote: Unicode.Scalar?
    private(set) var index = 0
    private(set) var byte = 0

    init(_ source: [Unicode.Scalar]) {
        self.source = source
        quote = source.first.flatMap { $0 == "'" || $0 == "\"" ? $0 : nil }
        index = quote == nil ? 0 : 1
    }

    /// Goes on by one character of the text; `false` at the end of the line and in a block text.
    mutating func advance() -> Bool {
        guard source.indices.contains(index), source.first != "|", source.first != ">" else { return false }
        let scalar = source[index]
        if scalar == quote {
            guard quote == "'", index + 1 < source.count, source[index + 1] == "'" else { return false }
            index += 2
            byte += 1
        } else if scalar == "\\", quote == "\"" {
            return advanceEscape()
        } else {
            index += 1
            byte += UTF8.width(scalar)
        }
        return true
    }

    private mutating func advanceEscape() -> Bool {
        guard index + 1 < source.count else { return false }
        let digits = ["x": 2, "u": 4, "U": 8][source[index + 1]] ?? 0
        guard index + 2 + digits <= source.count else { return false }
        let text = String(String.UnicodeScalarView(source[(index + 2)..<(index + 2 + digits)]))
        let code = UInt32(text, radix: 16).flatMap(Unicode.Scalar.init)
        index += 2 + digits
        byte += code.map { UTF8.width($0) } ?? 1
        return true
    }
}
