extension CBOR {
    /// The item in CTAP2's canonical form: shortest numbers and lengths, keys in order, so that equal items give equal
    /// bytes.
    public func encoded() -> [UInt8] {
        switch self {
        case .integer(let value) where value < 0: return Self.head(1, UInt64(-1 - value))
        case .integer(let value): return Self.head(0, UInt64(value))
        case .bytes(let bytes): return Self.head(2, UInt64(bytes.count)) + bytes
        case .text(let text): return Self.head(3, UInt64(text.utf8.count)) + Array(text.utf8)
        case .array(let values):
            return values.reduce(into: Self.head(4, UInt64(values.count))) { $0 += $1.encoded() }
        case .map(let entries):
            let encoded = entries.map { (key: $0.key.encoded(), value: $0.value.encoded()) }
            return encoded.sorted { $0.key.lexicographicallyPrecedes($1.key) }
                .reduce(into: Self.head(5, UInt64(entries.count))) { $0 += $1.key + $1.value }
        case .boolean(let value): return [value ? 0xF5 : 0xF4]
        case .null: return [0xF6]
        }
    }

    private static func head(_ major: UInt8, _ argument: UInt64) -> [UInt8] {
        let (information, size): (UInt8, Int) =
            switch argument {
            case 0..<24: (UInt8(argument), 0)
            case ...0xFF: (24, 1)
            case ...0xFFFF: (25, 2)
            case ...0xFFFF_FFFF: (26, 4)
            default: (27, 8)
            }
        let bytes = (0..<size).reversed().map { UInt8(truncatingIfNeeded: argument >> UInt64($0 * 8)) }
        return [major << 5 | information] + bytes
    }
}
