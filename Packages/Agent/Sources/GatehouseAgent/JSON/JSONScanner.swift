/// Walks foreign JSON once and builds nothing of what is passed over, so that a browser's files cost no memory.
///
/// Accepts what Chromium accepts in manifests, too: a byte order mark and comments. After the first error every value
/// reads as nothing; ``failure`` says what it was. Bytes that are not UTF-8 are replaced.
struct JSONScanner {
    /// Deeper nesting is refused.
    static let deepest = 128

    private let bytes: [UInt8]
    private var position = 0
    private var depth = 0
    private(set) var failure: String?

    init(_ bytes: [UInt8]) {
        self.bytes = bytes
        if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { position = 3 }
    }

    /// Calls `body` with each member of the object that is next; a value that `body` leaves is passed over.
    ///
    /// What is no object is passed over without a call.
    mutating func members(_ body: (inout JSONScanner, String) -> Void) {
        guard begins(UInt8(ascii: "{")) else { return skip() }
        each(until: UInt8(ascii: "}")) { scanner in
            guard scanner.peek() == UInt8(ascii: "\"") else { return scanner.fail("a member name was expected") }
            guard let name = scanner.string() else { return }
            guard scanner.take(UInt8(ascii: ":")) else { return scanner.fail("`:` was expected") }
            let start = scanner.position
            body(&scanner, name)
            if scanner.position == start { scanner.skip() }
        }
    }

    /// Calls `body` for each element of the array that is next; one that `body` leaves is passed over.
    mutating func elements(_ body: (inout JSONScanner) -> Void) {
        guard begins(UInt8(ascii: "[")) else { return skip() }
        each(until: UInt8(ascii: "]")) { scanner in
            let start = scanner.position
            body(&scanner)
            if scanner.position == start { scanner.skip() }
        }
    }

    /// The string that is next, or `nil` for any other value; either way it is passed.
    mutating func text() -> String? {
        guard peek() == UInt8(ascii: "\"") else {
            skip()
            return nil
        }
        return string()
    }

    /// The number, `true`, `false` or `null` that is next, as it is written; `nil` for any other value.
    mutating func word() -> String? {
        guard let byte = peek(), byte != UInt8(ascii: "\""), byte != UInt8(ascii: "{"), byte != UInt8(ascii: "[") else {
            skip()
            return nil
        }
        return bareWord().map { String(decoding: $0, as: UTF8.self) }
    }

    /// Whether nothing but white space follows; anything else is an error.
    mutating func end() -> Bool {
        if failure == nil, peek() != nil { fail("there is more after the end") }
        return failure == nil
    }

    /// Passes over one value of any kind.
    mutating func skip() {
        var open = [UInt8]()
        repeat {
            guard let byte = peek() else { return fail("the text ends too early") }
            switch byte {
            case UInt8(ascii: "{"), UInt8(ascii: "["):
                guard depth + open.count < Self.deepest else { return fail("more than \(Self.deepest) levels") }
                open.append(byte + 2)
                position += 1
                // An empty one ends here; of an object that is not, the first name is next.
                guard peek() != open.last else { break }
                if byte == UInt8(ascii: "{") { skipName() }
                continue
            case UInt8(ascii: "\""): passString()
            default: _ = bareWord()
            }
            closeOrContinue(&open)
        } while failure == nil && !open.isEmpty
    }

    /// After a value: passes the closing brackets that follow and the comma before the next one.
    private mutating func closeOrContinue(_ open: inout [UInt8]) {
        while failure == nil, let closing = open.last {
            if take(closing) {
                open.removeLast()
            } else if take(UInt8(ascii: ",")) {
                if closing == UInt8(ascii: "}") { skipName() }
                return
            } else {
                return fail("`,` or a closing bracket was expected")
            }
        }
    }

    private mutating func skipName() {
        guard peek() == UInt8(ascii: "\"") else { return fail("a member name was expected") }
        passString()
        if !take(UInt8(ascii: ":")) { fail("`:` was expected") }
    }

    private mutating func each(until closing: UInt8, _ body: (inout JSONScanner) -> Void) {
        guard depth < Self.deepest else { return fail("more than \(Self.deepest) levels") }
        depth += 1
        defer { depth -= 1 }
        if take(closing) { return }
        while failure == nil {
            body(&self)
            if failure != nil || take(closing) { return }
            guard take(UInt8(ascii: ",")) else { return fail("`,` or a closing bracket was expected") }
        }
    }
}

extension JSONScanner {
    private mutating func fail(_ reason: String) {
        if failure == nil { failure = "\(reason) at byte \(position)" }
        position = bytes.count
    }

    private mutating func peek() -> UInt8? {
        skipSpace()
        return position < bytes.count ? bytes[position] : nil
    }

    private mutating func begins(_ bracket: UInt8) -> Bool { take(bracket) }

    private mutating func take(_ byte: UInt8) -> Bool {
        guard peek() == byte else { return false }
        position += 1
        return true
    }

    private mutating func skipSpace() {
        while position < bytes.count {
            switch bytes[position] {
            case 0x20, 0x0A, 0x0D, 0x09: position += 1
            case UInt8(ascii: "/") where position + 1 < bytes.count: if !skipComment() { return }
            default: return
            }
        }
    }

    private mutating func skipComment() -> Bool {
        switch bytes[position + 1] {
        case UInt8(ascii: "/"):
            while position < bytes.count, bytes[position] != 0x0A { position += 1 }
            return true
        case UInt8(ascii: "*"):
            position += 2
            while position + 1 < bytes.count {
                if bytes[position] == UInt8(ascii: "*"), bytes[position + 1] == UInt8(ascii: "/") {
                    position += 2
                    return true
                }
                position += 1
            }
            position = bytes.count
            return true
        default: return false
        }
    }

    private mutating func bareWord() -> ArraySlice<UInt8>? {
        let start = position
        while position < bytes.count {
            let byte = bytes[position]
            guard byte.isDigit || byte.isLetter || [0x2B, 0x2D, 0x2E].contains(byte) else { break }
            position += 1
        }
        let word = bytes[start..<position]
        let isName =
            word.elementsEqual("true".utf8) || word.elementsEqual("false".utf8) || word.elementsEqual("null".utf8)
        guard isName || (word.first.map { $0.isDigit || $0 == 0x2D } ?? false) else {
            position = start
            fail("a value was expected")
            return nil
        }
        return word
    }

    private mutating func passString() {
        position += 1
        while position < bytes.count {
            switch bytes[position] {
            case UInt8(ascii: "\""):
                position += 1
                return
            case UInt8(ascii: "\\"): position += 2
            default: position += 1
            }
        }
        fail("a string has no end")
    }

    private mutating func string() -> String? {
        let start = position + 1
        passString()
        guard failure == nil, position <= bytes.count, position > start else {
            fail("a string has no end")
            return nil
        }
        let raw = bytes[start..<position - 1]
        return raw.contains(UInt8(ascii: "\\")) ? Self.unescaped(raw) : String(decoding: raw, as: UTF8.self)
    }

    /// A surrogate without its other half and an unknown escape become replacement characters.
    private static func unescaped(_ raw: ArraySlice<UInt8>) -> String {
        var result = [UInt8]()
        var units = [UInt16]()
        var rest = raw
        func flush() {
            if !units.isEmpty { result += String(decoding: units, as: UTF16.self).utf8 }
            units.removeAll()
        }
        while let byte = rest.popFirst() {
            guard byte == UInt8(ascii: "\\"), let escape = rest.popFirst() else {
                flush()
                result.append(byte)
                continue
            }
            if escape == UInt8(ascii: "u") {
                units.append(UInt16(rest.prefix(4).text, radix: 16) ?? 0xFFFD)
                rest = rest.dropFirst(4)
                continue
            }
            flush()
            let plain: [UInt8: UInt8] = [0x62: 0x08, 0x66: 0x0C, 0x6E: 0x0A, 0x72: 0x0D, 0x74: 0x09]
            result.append(plain[escape] ?? escape)
        }
        flush()
        return String(decoding: result, as: UTF8.self)
    }
}
