/// Random numbers that are the same for the same seed and stream: SplitMix64.
///
/// Each device draws from a stream of its own, so that what one does never depends on when another was answered.
public struct SeededRandom: RandomNumberGenerator, Hashable, Sendable {
    private var state: UInt64

    /// Begins the stream anew.
    public init(seed: UInt64, stream: UInt64 = 0) {
        state = seed
        let offset = next()
        state = offset ^ (stream &* 0x9E37_79B9_7F4A_7C15)
    }

    /// The next 64 bits.
    public mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var bits = state
        bits = (bits ^ (bits >> 30)) &* 0xBF58_476D_1CE4_E5B9
        bits = (bits ^ (bits >> 27)) &* 0x94D0_49BB_1331_11EB
        return bits ^ (bits >> 31)
    }

    /// From 0 up to, not including, 1.
    public mutating func unit() -> Double { Double(next() >> 11) / Double(1 << 53) }

    /// A pause around the mean: from half of it to one and a half.
    public mutating func pause(around mean: Duration) -> Duration { mean * (0.5 + unit()) }
}
