import GatehouseModel

/// One value as both engines keep it: integers for times and flags, 16 bytes for identifiers.
enum SQLValue: Hashable, Sendable {
    case null
    case integer(Int64)
    case text(String)
    case bytes([UInt8])
}

/// What can be bound to a `?`.
protocol SQLBindable {
    var sqlValue: SQLValue { get }
}

extension SQLValue: SQLBindable {
    var sqlValue: SQLValue { self }
}

extension String: SQLBindable {
    var sqlValue: SQLValue { .text(self) }
}

extension Int64: SQLBindable {
    var sqlValue: SQLValue { .integer(self) }
}

extension Int: SQLBindable {
    var sqlValue: SQLValue { .integer(Int64(self)) }
}

extension Instant: SQLBindable {
    var sqlValue: SQLValue { .integer(milliseconds) }
}

extension Identifier: SQLBindable {
    var sqlValue: SQLValue {
        .bytes(
            [UInt8](unsafeUninitializedCapacity: 16) { buffer, count in
                for index in 0..<8 {
                    let shift = UInt64(56 - 8 * index)
                    buffer[index] = UInt8(truncatingIfNeeded: high >> shift)
                    buffer[index + 8] = UInt8(truncatingIfNeeded: low >> shift)
                }
                count = 16
            })
    }

    /// Reads 16 bytes, most significant first; anything else is `nil`.
    init?(bytes: [UInt8]) {
        guard bytes.count == 16 else { return nil }
        let words = bytes.reduce(into: (high: UInt64(0), low: UInt64(0))) { words, byte in
            words.high = words.high << 8 | words.low >> 56
            words.low = words.low << 8 | UInt64(byte)
        }
        self.init(high: words.high, low: words.low)
    }
}

extension Optional: SQLBindable where Wrapped: SQLBindable {
    var sqlValue: SQLValue { self?.sqlValue ?? .null }
}
