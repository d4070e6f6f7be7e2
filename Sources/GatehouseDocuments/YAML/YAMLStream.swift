/// A file cut into its documents, so that one that cannot be parsed does not hide the next.
struct YAMLStream {
    struct Part {
        var text: String
        /// Lines of the file before this part.
        var lineOffset: Int
    }

    let parts: [Part]

    /// Cuts at the lines that end a document wherever they stand: `---` and `...` in the first column (YAML 1.1 §9.2).
    init(_ text: String) {
        var parts = [Part]()
        var lines = [Substring]()
        var start = 0
        for (index, line) in Self.lines(of: text).enumerated() {
            if Self.isMarker(line, "---") || Self.isMarker(line, "...") {
                parts.append(Part(text: lines.joined(separator: "\n"), lineOffset: start))
                (lines, start) = ([], index)
                // The end mark must not stay: alone before a document it is a syntax error.
                lines.append(Self.isMarker(line, "...") ? "" : line)
            } else {
                lines.append(line)
            }
        }
        parts.append(Part(text: lines.joined(separator: "\n"), lineOffset: start))
        self.parts = parts.filter { $0.text.contains { !$0.isWhitespace } }
    }

    /// The lines without their line feeds; by bytes, since a carriage return and line feed are one `Character`.
    static func lines(of text: String) -> [Substring] {
        text.utf8.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false).map { Substring($0) }
    }

    private static func isMarker(_ line: Substring, _ marker: String) -> Bool {
        guard line.hasPrefix(marker) else { return false }
        guard let next = line.dropFirst(marker.count).first else { return true }
        return next.isWhitespace
    }
}
