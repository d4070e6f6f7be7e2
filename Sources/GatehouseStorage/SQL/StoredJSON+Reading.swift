/// What stored JSON is read into: itself, or at once what it stands for.
protocol StoredJSONReadable {
    init?(null: Void)
    init(boolean: Bool)
    init(integer: Int64)
    init(text: String)
    init(list: [Self])
    init(record: [String: Self])
}

extension StoredJSONReadable {
    /// Reads what ``StoredJSON`` writes; anything else, or nesting beyond 64, is `nil`.
    init?(stored text: String) {
        var reader = StoredJSONReader<Self>(Array(text.utf8))
        guard let value = reader.value(depth: 0), reader.isAtEnd else { return nil }
        self = value
    }
}

extension StoredJSON: StoredJSONReadable {
    /// Reads what ``description`` writes; anything else, or nesting beyond 64, is `nil`.
    init?(_ description: String) { self.init(stored: description) }

    init?(null: Void) { self = .null }
    init(boolean: Bool) { self = .boolean(boolean) }
    init(integer: Int64) { self = .integer(integer) }
    init(text: String) { self = .text(text) }
    init(list: [StoredJSON]) { self = .list(list) }
    init(record: [String: StoredJSON]) { self = .record(record) }
}

/// Reads from the bytes of one text.
private struct StoredJSONReader<Value: StoredJSONReadable> {
    private let bytes: [UInt8]
    private var position = 0

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    var isAtEnd: Bool { position == bytes.count }

    mutating func value(depth: Int) -> Value? {
        guard depth < 64, position < bytes.count else { return nil }
        switch bytes[position] {
        case UInt8(ascii: "n"): return skip("null") ? Value(null: ()) : nil
        case UInt8(ascii: "t"): return skip("true") ? Value(boolean: true) : nil
        case UInt8(ascii: "f"): return skip("false") ? Value(boolean: false) : nil
        case UInt8(ascii: "\""): return text().map { Value(text: $0) }
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

    private mutating func integer() -> Value? {
        let start = position
        while position < bytes.count, bytes[position] == UInt8(ascii: "-") || isDigit(bytes[position]) { position += 1 }
        return Int64(String(decoding: bytes[start..<position], as: UTF8.self)).map { Value(integer: $0) }
    }

    private func isDigit(_ byte: UInt8) -> Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }

    private mutating func text() -> String? {
        guard skip("\"") else { return nil }
        let start = position
        while position < bytes.count, bytes[position] != UInt8(ascii: "\""), bytes[position] != UInt8(ascii: "\\") {
            position += 1
        }
        let plain = bytes[start..<position]
        if skip("\"") { return String(validating: plain, as: UTF8.self) }
        return text(after: plain)
    }

    /// The rest of a text that has escapes.
    private mutating func text(after plain: ArraySlice<UInt8>) -> String? {
        var text = Array(plain)
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

    private mutating func list(depth: Int) -> Value? {
        guard skip("[") else { return nil }
        var values = [Value]()
        if skip("]") { return Value(list: values) }
        repeat {
            guard let value = value(depth: depth + 1) else { return nil }
            values.append(value)
        } while skip(",")
        return skip("]") ? Value(list: values) : nil
    }

    private mutating func record(depth: Int) -> Value? {
        guard skip("{") else { return nil }
        var members = [String: Value]()
        if skip("}") { return Value(record: members) }
        repeat {
            guard let name = text(), skip(":"), let value = value(depth: depth + 1),
                members.updateValue(value, forKey: name) == nil
            else { return nil }
        } while skip(",")
        return skip("}") ? Value(record: members) : nil
    }
}
