extension StoredJSON {
    /// Reads what ``description`` writes; anything else, or nesting beyond 64, is `nil`.
    init?(_ description: String) {
        var reader = StoredJSONReader(Array(description.utf8))
        guard let value = reader.value(depth: 0), reader.isAtEnd else { return nil }
        self = value
    }
}

/// Reads from the bytes of one text.
private struct StoredJSONReader {
    private let bytes: [UInt8]
    private var position = 0

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    var isAtEnd: Bool { position == bytes.count }

    mutating func value(depth: Int) -> StoredJSON? {
        guard depth < 64, position < bytes.count else { return nil }
        switch bytes[position] {
        case UInt8(ascii: "n"): return skip("null") ? .null : nil
        case UInt8(ascii: "t"): return skip("true") ? .boolean(true) : nil
        case UInt8(ascii: "f"): return skip("false") ? .boolean(false) : nil
        case UInt8(ascii: "\""): return text().map { .text($0) }
        case UInt8(ascii: "["): return list(depth: depth)
        case UInt8(ascii: "{"): return record(depth: depth)
        default: return integer()
        }
    }

    private mutating func skip(_ word: StaticString) -> Bool {
        let word = UnsafeBufferPointer(start: word.utf8Start, count: word.utf8CodeUnitCount)
        guard bytes[position...].starts(with: word) else { return false }
        position += word.count
        return true
    }

    private mutating func integer() -> StoredJSON? {
        let start = position
        while position < bytes.count, bytes[position] == UInt8(ascii: "-") || isDigit(bytes[position]) { position += 1 }
        return Int64(String(decoding: bytes[start..<position], as: UTF8.self)).map { .integer($0) }
    }

    private func isDigit(_ byte: UInt8) -> Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }

    private mutating func text() -> String? {
        guard skip("\"") else { return nil }
        var text = [UInt8]()
        while position < bytes.count {
            let byte = bytes[position]
            position += 1
            switch byte {
            case UInt8(ascii: "\""): return String(validating: text, as: UTF8.self)
            case UInt8(ascii: "\\"):
                guard let escaped = escape() else { return nil }
                text.append(escaped)
            default: text.append(byte)
            }
        }
        return nil
    }

    /// Only the escapes that are written: quotation mark, backslash and control characters.
    private mutating func escape() -> UInt8? {
        if skip("\"") { return UInt8(ascii: "\"") }
        if skip("\\") { return UInt8(ascii: "\\") }
        guard skip("u00"), position + 2 <= bytes.count else { return nil }
        defer { position += 2 }
        return UInt8(String(decoding: bytes[position..<position + 2], as: UTF8.self), radix: 16)
    }

    private mutating func list(depth: Int) -> StoredJSON? {
        guard skip("[") else { return nil }
        var values = [StoredJSON]()
        if skip("]") { return .list(values) }
        repeat {
            guard let value = value(depth: depth + 1) else { return nil }
            values.append(value)
        } while skip(",")
        return skip("]") ? .list(values) : nil
    }

    private mutating func record(depth: Int) -> StoredJSON? {
        guard skip("{") else { return nil }
        var members = [String: StoredJSON]()
        if skip("}") { return .record(members) }
        repeat {
            guard let name = text(), skip(":"), let value = value(depth: depth + 1),
                members.updateValue(value, forKey: name) == nil
            else { return nil }
        } while skip(",")
        return skip("}") ? .record(members) : nil
    }
}
