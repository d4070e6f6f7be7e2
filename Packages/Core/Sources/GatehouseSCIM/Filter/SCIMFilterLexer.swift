import GatehouseWire

/// A piece of a filter or of a PATCH's path, with its UTF-8 offset.
struct SCIMFilterToken: Hashable {
    enum Kind: Hashable {
        case leftParenthesis
        case rightParenthesis
        case leftBracket
        case rightBracket
        /// A path, an operator or a word of JSON.
        case word(String)
        /// The part after a value's brackets: `.value`.
        case part(String)
        /// A text or a number.
        case literal(JSON)
        case end
    }

    var kind: Kind
    var offset: Int
}

/// Cuts a filter into tokens.
struct SCIMFilterLexer {
    private let bytes: [UInt8]
    private let code: SCIMError.Code
    private var position = 0

    /// The tokens of `text`, the last of which is its end; refusals carry `code`.
    static func tokens(of text: String, code: SCIMError.Code) throws(SCIMError) -> [SCIMFilterToken] {
        var lexer = SCIMFilterLexer(bytes: Array(text.utf8), code: code)
        var tokens = [SCIMFilterToken]()
        while let token = try lexer.next() { tokens.append(token) }
        return tokens + [SCIMFilterToken(kind: .end, offset: lexer.position)]
    }

    private init(bytes: [UInt8], code: SCIMError.Code) {
        self.bytes = bytes
        self.code = code
    }

    private mutating func next() throws(SCIMError) -> SCIMFilterToken? {
        while position < bytes.count, bytes[position] == 0x20 || (0x09...0x0D).contains(bytes[position]) {
            position += 1
        }
        guard position < bytes.count else { return nil }
        let start = position
        let kind: SCIMFilterToken.Kind
        switch bytes[position] {
        case UInt8(ascii: "("): kind = single(.leftParenthesis)
        case UInt8(ascii: ")"): kind = single(.rightParenthesis)
        case UInt8(ascii: "["): kind = single(.leftBracket)
        case UInt8(ascii: "]"): kind = single(.rightBracket)
        case UInt8(ascii: "\""): kind = .literal(try text())
        case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): kind = .literal(try number())
        case UInt8(ascii: "."):
            position += 1
            kind = .part(word())
        case let byte where Self.isWord(byte): kind = .word(word())
        default: throw unexpected()
        }
        return SCIMFilterToken(kind: kind, offset: start)
    }

    private mutating func single(_ kind: SCIMFilterToken.Kind) -> SCIMFilterToken.Kind {
        position += 1
        return kind
    }

    private mutating func word() -> String {
        let start = position
        while position < bytes.count, Self.isWord(bytes[position]) { position += 1 }
        return String(decoding: bytes[start..<position], as: UTF8.self)
    }

    /// A text as in JSON, up to the quote that is not escaped.
    private mutating func text() throws(SCIMError) -> JSON {
        let start = position
        position += 1
        while position < bytes.count, bytes[position] != UInt8(ascii: "\"") {
            position += bytes[position] == UInt8(ascii: "\\") ? 2 : 1
        }
        guard position < bytes.count else {
            throw SCIMError(code, "the text that begins here has no closing quote", offset: start)
        }
        position += 1
        return try literal(from: start)
    }

    private mutating func number() throws(SCIMError) -> JSON {
        let start = position
        while position < bytes.count, Self.isWord(bytes[position]) || bytes[position] == UInt8(ascii: "+") {
            position += 1
        }
        return try literal(from: start)
    }

    private func literal(from start: Int) throws(SCIMError) -> JSON {
        do {
            return try JSON.parse(bytes[start..<position])
        } catch {
            let shown = quoted(String(decoding: bytes[start..<position], as: UTF8.self))
            throw SCIMError(code, "\(shown) is no value of JSON: \(error.message)", offset: start)
        }
    }

    private func unexpected() -> SCIMError {
        let rest = String(decoding: bytes[position..<min(position + 4, bytes.count)], as: UTF8.self)
        let scalar = rest.unicodeScalars.first ?? "\u{FFFD}"
        let hint = scalar == "'" || scalar == "\u{201C}" ? "\nhint: text stands in plain double quotes" : ""
        return SCIMError(code, "unexpected \(quoted(String(scalar)))\(hint)", offset: position)
    }

    private static func isWord(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "-"),
            UInt8(ascii: ":"), UInt8(ascii: "$"):
            true
        default: false
        }
    }
}
