/// What may be written to a terminal: a device chooses its own name, and must not choose what the screen does.
enum TerminalText {
    /// The text with every control and formatting character made visible, but for line ends, tabs and our colours.
    static func safe(_ text: String) -> String {
        guard text.unicodeScalars.contains(where: isUnsafe) else { return text }
        var safe = String.UnicodeScalarView()
        var rest = text.unicodeScalars[...]
        while let scalar = rest.first {
            if scalar == "\u{1B}", let end = colourEnd(rest) {
                safe.append(contentsOf: rest[..<end])
                rest = rest[end...]
            } else {
                safe.append(isUnsafe(scalar) ? "\u{FFFD}" : scalar)
                rest = rest.dropFirst()
            }
        }
        return String(safe)
    }

    /// The same on one line, as a cell of a table needs it.
    static func line(_ text: String) -> String {
        String(text.map { $0.isNewline || $0 == "\t" ? " " : $0 })
    }

    private static func isUnsafe(_ scalar: Unicode.Scalar) -> Bool {
        guard scalar != "\n", scalar != "\t" else { return false }
        return [.control, .format].contains(scalar.properties.generalCategory)
    }

    /// Where a sequence of ``Colour`` that begins here ends.
    private static func colourEnd(_ text: Substring.UnicodeScalarView) -> String.Index? {
        let ours = ["\u{1B}[0m"] + [Colour.red, .green, .yellow, .faint, .bold].map { "\u{1B}[\($0.rawValue)m" }
        return ours.first { text.starts(with: $0.unicodeScalars) }.map {
            text.index(text.startIndex, offsetBy: $0.unicodeScalars.count)
        }
    }
}
