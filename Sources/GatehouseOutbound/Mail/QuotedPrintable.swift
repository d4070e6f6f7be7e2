/// Text in seven bits and short lines (RFC 2045 §6.7).
enum QuotedPrintable {
    private static let longestLine = 76

    /// UTF-8 with lines that end in CRLF; no line is longer than 76 bytes.
    static func encode(_ text: String) -> String {
        text.split(separator: "\n", omittingEmptySubsequences: false).map { encode(line: $0) }.joined(separator: "\r\n")
    }

    private static func encode(line: Substring) -> String {
        let bytes = Array(line.utf8)
        var result = ""
        var length = 0
        for (index, byte) in bytes.enumerated() {
            let isLast = index == bytes.count - 1
            let isPlain = (0x21...0x7E).contains(byte) && byte != UInt8(ascii: "=") || byte == 0x20 && !isLast
            let piece = isPlain ? String(UnicodeScalar(byte)) : "=" + hex(byte)
            // The last column is for the soft line break.
            if length + piece.utf8.count > longestLine - 1 {
                result += "=\r\n"
                length = 0
            }
            result += piece
            length += piece.utf8.count
        }
        return result
    }

    private static func hex(_ byte: UInt8) -> String {
        let digits = String(byte, radix: 16, uppercase: true)
        return digits.count == 1 ? "0" + digits : digits
    }
}
