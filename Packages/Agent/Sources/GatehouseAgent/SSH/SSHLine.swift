/// Splits one line of sshd_config(5) into words.
enum SSHLine {
    /// The keyword in lower case and its arguments; `nil` for blank lines and comments.
    ///
    /// Throws when a quote is not closed, where sshd would refuse to start.
    static func parse(_ line: [UInt8]) throws(MachineError) -> (keyword: String, arguments: [String])? {
        let line = line.trimmed
        guard let first = line.first, first != UInt8(ascii: "#") else { return nil }
        let end = line.firstIndex { $0.isSpace || $0 == UInt8(ascii: "=") } ?? line.endIndex
        let keyword = line[..<end].text.lowercased()
        var rest = line[end...].drop(while: \.isSpace)
        if rest.first == UInt8(ascii: "=") { rest = rest.dropFirst() }
        return (keyword, try words(of: rest, splitsAtEquals: keyword == "match"))
    }

    /// Words between white space, with quotes and backslashes as in a shell; `#` at the start of a word ends the line.
    private static func words(of line: ArraySlice<UInt8>, splitsAtEquals: Bool) throws(MachineError) -> [String] {
        var words = [String]()
        var rest = line
        while true {
            rest = rest.drop { $0.isSpace || (splitsAtEquals && $0 == UInt8(ascii: "=")) }
            guard let first = rest.first, first != UInt8(ascii: "#") else { return words }
            var word = [UInt8]()
            var quote: UInt8?
            while let byte = rest.first {
                if quote == nil, byte.isSpace || (splitsAtEquals && byte == UInt8(ascii: "=")) { break }
                rest = rest.dropFirst()
                if byte == UInt8(ascii: "\\"), let next = rest.first, isEscapable(next, inQuote: quote != nil) {
                    word.append(next)
                    rest = rest.dropFirst()
                } else if byte == quote {
                    quote = nil
                } else if quote == nil, byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "'") {
                    quote = byte
                } else {
                    word.append(byte)
                }
            }
            guard quote == nil else { throw MachineError(.failed, "a quote is not closed: `\(line.trimmed.text)`") }
            words.append(word.text)
        }
    }

    private static func isEscapable(_ byte: UInt8, inQuote: Bool) -> Bool {
        byte == UInt8(ascii: "\\") || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "'")
            || (!inQuote && byte == UInt8(ascii: " "))
    }
}
