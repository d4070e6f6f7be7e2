/// Writes single values so that every YAML reader, and ours, reads the same text back.
enum YAMLText {
    /// Words that some reader takes for something other than text.
    private static let reserved: Set<String> = [
        "true", "false", "null", "yes", "no", "on", "off", "y", "n",
    ]

    /// On one line: plain where that is safe, else in quotes.
    static func inline(_ text: String) -> String {
        if isPlain(text) { return text }
        let isQuotable = text.unicodeScalars.allSatisfy { isPrintable($0) && $0 != "\n" }
        return isQuotable ? "'\(text.replacing("'", with: "''"))'" : escaped(text)
    }

    /// Possibly over several lines that are indented by `indentation`, as what follows `name: `.
    static func block(_ text: String, indentation: Int) -> String {
        let body = text.hasSuffix("\n") ? String(text.dropLast()) : text
        let lines = body.split(separator: "\n", omittingEmptySubsequences: false)
        let isLiteral =
            lines.count > 1
            && lines.allSatisfy { $0.unicodeScalars.allSatisfy(isPrintable) && !$0.hasSuffix(" ") }
            && lines.first?.first.map { $0 != " " } == true && lines.last?.isEmpty == false
        guard isLiteral else { return inline(text) }
        let margin = String(repeating: " ", count: indentation)
        let shown = lines.map { $0.isEmpty ? "" : margin + $0 }.joined(separator: "\n")
        return "\(text.hasSuffix("\n") ? "|" : "|-")\n\(shown)"
    }

    private static func isPlain(_ text: String) -> Bool {
        guard let first = text.unicodeScalars.first, let last = text.unicodeScalars.last,
            first.properties.isAlphabetic, first.isASCII || isPrintable(first), last != " ", last != ":",
            !reserved.contains(text.lowercased())
        else { return false }
        var previous = first
        for scalar in text.unicodeScalars {
            guard isPrintable(scalar), scalar != "\n", !"[]{},\"'`\\".unicodeScalars.contains(scalar) else {
                return false
            }
            if scalar == " ", previous == ":" { return false }
            if scalar == "#", previous == " " { return false }
            previous = scalar
        }
        return true
    }

    /// What may stand in a file as it is.
    ///
    /// Line breaks of other scripts, the byte order mark and the like may not.
    private static func isPrintable(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x20...0x7E, 0xA0...0x2027, 0x202A...0xD7FF, 0xE000...0xFDCF, 0xFDF0...0xFEFE, 0xFF00...0xFFFD,
            0x1_0000...0x1_FFFD:
            true
        default: scalar == "\n"
        }
    }

    private static func escaped(_ text: String) -> String {
        var result = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": result += "\\\""
            case "\\": result += "\\\\"
            case "\n": result += "\\n"
            case "\r": result += "\\r"
            case "\t": result += "\\t"
            case _ where isPrintable(scalar): result.unicodeScalars.append(scalar)
            default:
                let code = String(scalar.value, radix: 16)
                let width = scalar.value > 0xFFFF ? 8 : 4
                result += (width == 8 ? "\\U" : "\\u") + String(repeating: "0", count: width - code.count) + code
            }
        }
        return result + "\""
    }
}
