/// The same numbers every time (SplitMix64), so that a failing case can be run again by its seed.
public struct SeededGenerator: RandomNumberGenerator {
    private var state: UInt64

    /// Begins the sequence of the seed.
    public init(seed: UInt64) { state = seed }

    /// The next number of the sequence.
    public mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }

    /// Flips, cuts, doubles or sets to a byte that means something to a reader; the usual ones do in lengths and CBOR.
    public mutating func mutated(
        _ bytes: [UInt8], with signs: [UInt8] = [0, 0x18, 0x1F, 0x7F, 0x80, 0xA1, 0xBF, 0xFF]
    ) -> [UInt8] {
        var bytes = bytes
        for _ in 0...(next() % 3) where !bytes.isEmpty {
            let index = Int(next() % UInt64(bytes.count))
            switch next() % 6 {
            case 0: bytes[index] ^= 1 << UInt8(next() % 8)
            case 1: bytes[index] = signs[Int(next() % UInt64(signs.count))]
            case 2: bytes.removeSubrange(index...)
            case 3: bytes.insert(contentsOf: bytes[index...].prefix(Int(next() % 64)), at: index)
            case 4: bytes.remove(at: index)
            default: bytes[index] = UInt8(truncatingIfNeeded: next())
            }
        }
        return bytes
    }

    /// At most so many bytes.
    public mutating func bytes(upTo limit: Int) -> [UInt8] {
        (0..<Int(next() % UInt64(limit + 1))).map { _ in UInt8(truncatingIfNeeded: next()) }
    }
}
