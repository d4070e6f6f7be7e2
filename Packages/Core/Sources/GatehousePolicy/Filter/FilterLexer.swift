/// A piece of a rule, with its UTF-8 offset.
struct FilterToken: Hashable {
    enum Kind: Hashable {
        case leftParenthesis
        case rightParenthesis
        case leftBracket
        case rightBracket
        case comma
        /// A name, an operator with or without its hyphen, or anything else that is not in quotes.
        case word(String)
        case text(String)
        case end
    }

    var kind: Kind
    var offset: Int
}

/// Cuts a rule into tokens.
struct FilterLexer {
    private let bytes: [UInt8]
    private var position = 0

    /// The tokens of `text`, the last of which is its end.
    static func tokens(of text: String) throws(FilterError) -> [FilterToken] {
        var lexer = FilterLexer(bytes: Array(text.utf8))
        var tokens = [FilterToken]()
        while let token = try lexer.next() { tokens.append(token) }
        return tokens + [FilterToken(kind: .end, offset: lexer.position)]
    }

    private init(bytes: [UInt8]) { self.bytes = bytes }

    private mutating func next() throws(FilterError) -> FilterToken? {
        while position < bytes.count, Self.isSpace(bytes[position]) { position += 1 }
        guard position < bytes.count else { return nil }
        let start = position
        switch bytes[position] {
        case UInt8(ascii: "("): return single(.leftParenthesis)
        case UInt8(ascii: ")"): return single(.rightParenthesis)
        case UInt8(ascii: "["): return single(.leftBracket)
        case UInt8(ascii: "]"): return single(.rightBracket)
        case UInt8(ascii: ","): return single(.comma)
        case UInt8(ascii: "\""): return FilterToken(kind: .text(try quoted()), offset: start)
        case UInt8(ascii: "-"):
            position += 1
            return FilterToken(kind: .word("-" + word()), offset: start)
        case let byte where Self.isWord(byte):
            return FilterToken(kind: .word(word()), offset: start)
        default: throw unexpected()
        }
    }

    private mutating func single(_ kind: FilterToken.Kind) -> FilterToken {
        position += 1
        return FilterToken(kind: kind, offset: position - 1)
    }

    private mutating func word() -> String {
        let start = position
        while position < bytes.count, Self.isWord(bytes[position]) { position += 1 }
        return String(decoding: bytes[start..<position], as: UTF8.self)
    }

    /// A text in double quotes: a backtick escapes a quote or a backtick, and two single quotes are one.
    private mutating func quoted() throws(FilterError) -> String {
        let start = position
        var content = [UInt8]()
        position += 1
        while position < bytes.count {
            let byte = bytes[position]
            let following = position + 1 < bytes.count ? bytes[position + 1] : nil
            switch byte {
            case UInt8(ascii: "\""):
                position += 1
                return String(decoding: content, as: UTF8.self)
            case UInt8(ascii: "`"):
                guard let following, following == UInt8(ascii: "\"") || following == byte else {
                    throw FilterError(offset: position, message: "a backtick escapes only a double quote or a backtick")
                }
                content.append(following)
                position += 2
            case UInt8(ascii: "'") where following == byte:
                content.append(byte)
                position += 2
            default:
                content.append(byte)
                position += 1
            }
        }
        throw FilterError(offset: start, message: "the text that begins here has no closing double quote")
    }

    private func unexpected() -> FilterError {
        let rest = String(decoding: bytes[position..<min(position + 4, bytes.count)], as: UTF8.self)
        let scalar = rest.unicodeScalars.first ?? "\u{FFFD}"
        let isQuote = scalar == "'" || scalar == "\u{201C}" || scalar == "\u{201D}" || scalar == "\u{2019}"
        let hint = isQuote ? "\nhint: text stands in plain double quotes" : ""
        return FilterError(offset: position, message: "unexpected `\(scalar)`\(hint)")
    }

    private static func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || (0x09...0x0D).contains(byte) }

    private static func isWord(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "_"):
            true
        default: false
        }
    }
}
