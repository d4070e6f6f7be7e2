import Crypto
public import GatehouseModel

/// Stands for all facts of a device at once, and can be kept up to date fact by fact.
///
/// The digest is the XOR of the SHA-256 of every fact's ``Fact/canonicalBytes``. It detects that two sides have lost
/// step; it does not defend against a device that lies about itself, which nothing on the wire could.
public struct StateDigest: Hashable, Sendable {
    private var words: SIMD4<UInt64>

    /// The digest of no facts.
    public init() { words = .zero }

    /// The digest of all of these facts, in whatever order; a fact given twice is as if it were not given.
    public init(_ facts: some Sequence<Fact>) {
        self.init()
        for fact in facts { toggle(StateDigest(of: fact)) }
    }

    /// The digest of one fact.
    public init(of fact: Fact) {
        words = SHA256.hash(data: fact.canonicalBytes).withUnsafeBytes { $0.loadUnaligned(as: SIMD4<UInt64>.self) }
    }

    /// Adds the facts of `other` when they are not in, removes them when they are.
    public mutating func toggle(_ other: StateDigest) { words ^= other.words }
}

extension StateDigest: LosslessStringConvertible {
    /// Reads 64 hexadecimal digits; empty text is the digest of no facts.
    public init?(_ description: String) {
        guard !description.isEmpty else {
            self.init()
            return
        }
        guard let bytes = Hex.decode(description), bytes.count == 32 else { return nil }
        self.init()
        words = bytes.withUnsafeBytes { $0.loadUnaligned(as: SIMD4<UInt64>.self) }
    }

    /// 64 lower-case hexadecimal digits, also for no facts.
    public var description: String {
        withUnsafeBytes(of: words) { Hex.encode($0) }
    }
}
