/// The words and signs of apt.conf(5).
struct AptLexer {
    struct Word: Hashable {
        var text: String
        var isQuoted: Bool
    }

    enum Token: Hashable {
        case word(Word)
        case open
        case close
        case end
    }

    private var rest: ArraySlice<UInt8>

    init(_ bytes: [UInt8]) { rest = bytes[...] }

    /// The next token; `nil` at the end.
    mutating func next(_ path: String) throws(MachineError) -> Token? {
        try skipSpaceAndComments(path)
        guard let byte = rest.first else { return nil }
        switch byte {
        case UInt8(ascii: "{"):
            rest = rest.dropFirst()
            return .open
        case UInt8(ascii: "}"):
            rest = rest.dropFirst()
            // A semicolon after it is usual, and needless.
            return .close
        case UInt8(ascii: ";"):
            rest = rest.dropFirst()
            return .end
        case UInt8(ascii: "\""): return .word(Word(text: try quoted(path), isQuoted: true))
        default:
            let word = rest.prefix { !$0.isSpace && !"{};\"".utf8.contains($0) }
            rest = rest[word.endIndex...]
            return .word(Word(text: word.text, isQuoted: false))
        }
    }

    private mutating func quoted(_ path: String) throws(MachineError) -> String {
        let text = rest.dropFirst().prefix { $0 != UInt8(ascii: "\"") }
        guard text.endIndex < rest.endIndex else { throw MachineError(.failed, "`\(path)`: a quote is not closed") }
        rest = rest[(text.endIndex + 1)...]
        return text.text
    }

    private mutating func skipSpaceAndComments(_ path: String) throws(MachineError) {
        while let byte = rest.first {
            if byte.isSpace {
                rest = rest.dropFirst()
            } else if rest.begins(with: "/*") {
                rest = rest.dropFirst(2)
                while !rest.isEmpty, !rest.begins(with: "*/") { rest = rest.dropFirst() }
                guard !rest.isEmpty else { throw MachineError(.failed, "`\(path)`: a comment is not closed") }
                rest = rest.dropFirst(2)
            } else if rest.begins(with: "//") || isHashComment {
                rest = rest.drop { $0 != UInt8(ascii: "\n") }
            } else {
                return
            }
        }
    }

    private var isHashComment: Bool {
        rest.first == UInt8(ascii: "#") && !rest.begins(with: "#clear") && !rest.begins(with: "#include")
    }
}
