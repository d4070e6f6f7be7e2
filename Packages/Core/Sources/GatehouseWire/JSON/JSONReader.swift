/// Walks the bytes of one JSON text once; strings are decoded a slice at a time.
///
/// INVARIANT (bounds): every access to `bytes[position]` follows a check that `position < bytes.count`.
struct JSONReader {
    let bytes: UnsafeBufferPointer<UInt8>
    var position = 0
    private var depth = 0
    private let depthLimit: Int

    init(_ bytes: UnsafeBufferPointer<UInt8>, depthLimit: Int) {
        self.bytes = bytes
        self.depthLimit = depthLimit
    }

    mutating func readText() throws(WireError) -> JSON {
        skipSpace()
        let value = try readValue()
        skipSpace()
        guard position == bytes.count else { throw malformed("there is more after the end of the JSON text") }
        return value
    }

    private mutating func readValue() throws(WireError) -> JSON {
        guard let byte = peek else { throw truncated() }
        switch byte {
        case UInt8(ascii: "{"): return try readObject()
        case UInt8(ascii: "["): return try readArray()
        case UInt8(ascii: "\""): return .string(try readString())
        case UInt8(ascii: "t"): return try readWord("true", .boolean(true))
        case UInt8(ascii: "f"): return try readWord("false", .boolean(false))
        case UInt8(ascii: "n"): return try readWord("null", .null)
        case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): return try readNumber()
        default: throw malformed("a value was expected")
        }
    }

    private mutating func readArray() throws(WireError) -> JSON {
        try descend()
        var values = [JSON]()
        if skip(UInt8(ascii: "]")) { return ascend(.array(values)) }
        while true {
            values.append(try readValue())
            skipSpace()
            if skip(UInt8(ascii: ",")) { continue }
            if skip(UInt8(ascii: "]")) { return ascend(.array(values)) }
            throw unexpected("`,` or `]`")
        }
    }

    private mutating func readObject() throws(WireError) -> JSON {
        try descend()
        var members = [JSON.Member]()
        if skip(UInt8(ascii: "}")) { return ascend(.object(members)) }
        var names = MemberNames()
        while true {
            let start = position
            guard peek == UInt8(ascii: "\"") else { throw unexpected("a member name") }
            let name = try readString()
            guard names.insert(name, into: members) else {
                throw WireError(.duplicateName, at: "byte \(start)", "the name `\(name)` is given twice")
            }
            skipSpace()
            guard skip(UInt8(ascii: ":")) else { throw unexpected("`:`") }
            members.append(JSON.Member(name, try readValue()))
            skipSpace()
            if skip(UInt8(ascii: ",")) { continue }
            if skip(UInt8(ascii: "}")) { return ascend(.object(members)) }
            throw unexpected("`,` or `}`")
        }
    }

    private mutating func readWord(_ word: StaticString, _ value: JSON) throws(WireError) -> JSON {
        for index in 0..<word.utf8CodeUnitCount {
            guard position < bytes.count else { throw truncated() }
            guard bytes[position] == word.utf8Start[index] else { throw malformed("`\(word)` was expected") }
            position += 1
        }
        return value
    }

    /// Steps over the opening bracket.
    private mutating func descend() throws(WireError) {
        guard depth < depthLimit else {
            throw WireError(.tooDeep, at: "byte \(position)", "more than \(depthLimit) levels of nesting")
        }
        depth += 1
        position += 1
        skipSpace()
    }

    private mutating func ascend(_ value: JSON) -> JSON {
        depth -= 1
        return value
    }
}

extension JSONReader {
    var peek: UInt8? { position < bytes.count ? bytes[position] : nil }

    private mutating func skipSpace() {
        while position < bytes.count {
            switch bytes[position] {
            case 0x20, 0x0A, 0x0D, 0x09: position += 1
            default: return
            }
        }
    }

    /// Steps over `byte` and the white space after it, if it is next.
    private mutating func skip(_ byte: UInt8) -> Bool {
        guard position < bytes.count, bytes[position] == byte else { return false }
        position += 1
        skipSpace()
        return true
    }

    func truncated() -> WireError {
        WireError(.truncated, at: "byte \(bytes.count)", "the JSON text ends too early")
    }

    func malformed(_ message: String) -> WireError {
        WireError(.malformed, at: "byte \(position)", message)
    }

    private func unexpected(_ wanted: String) -> WireError {
        position < bytes.count ? malformed("\(wanted) was expected") : truncated()
    }
}

/// Finds a name given twice: by comparing while there are few, by a set when an object is large.
private struct MemberNames {
    private var seen: Set<String> = []
    private static let few = 12

    mutating func insert(_ name: String, into members: [JSON.Member]) -> Bool {
        if members.count < Self.few { return !members.contains { $0.name == name } }
        if seen.isEmpty { seen = Set(members.map(\.name)) }
        return seen.insert(name).inserted
    }
}
