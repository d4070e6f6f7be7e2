/// One answer of a mail server: a code of three digits and its lines (RFC 5321 §4.2).
struct SMTPReply: Hashable, Sendable {
    var code: Int
    /// Without the codes.
    var lines: [String]

    /// On one line, for people.
    var words: String { "\(code) \(lines.joined(separator: " "))" }
}

/// Puts answers together from the bytes that come.
///
/// Refuses lines of more than 2,048 bytes, answers of more than 100 lines, and what is no answer.
struct SMTPReplyReader: Sendable {
    struct Malformed: Error, Hashable {}

    private static let longestLine = 2048
    private static let mostLines = 100

    private var bytes = [UInt8]()
    private var lines = [String]()
    private var code: Int?

    /// Whether something came that no answer was made of yet.
    var hasRest: Bool { !bytes.isEmpty || !lines.isEmpty }

    /// Takes what came; ``next()`` gives the answers in it.
    mutating func append(_ more: some Sequence<UInt8>) { bytes += more }

    /// The next whole answer; `nil` until it is there.
    mutating func next() throws(Malformed) -> SMTPReply? {
        while let end = bytes.firstIndex(of: UInt8(ascii: "\n")) {
            var line = bytes[..<end]
            if line.last == UInt8(ascii: "\r") { line.removeLast() }
            guard line.count <= Self.longestLine else { throw Malformed() }
            let text = String(decoding: line, as: UTF8.self)
            bytes.removeSubrange(...end)
            guard let code = Int(text.prefix(3)), (200..<600).contains(code), text.utf8.count >= 3,
                self.code == nil || self.code == code, lines.count < Self.mostLines
            else { throw Malformed() }
            let separator = text.dropFirst(3).first
            guard separator == nil || separator == " " || separator == "-" else { throw Malformed() }
            lines.append(String(text.dropFirst(4)))
            self.code = code
            guard separator != "-" else { continue }
            defer {
                lines = []
                self.code = nil
            }
            return SMTPReply(code: code, lines: lines)
        }
        guard bytes.count <= Self.longestLine else { throw Malformed() }
        return nil
    }
}
