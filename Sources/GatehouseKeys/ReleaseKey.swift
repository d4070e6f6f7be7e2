import Crypto
import GatehouseModel

/// A key whose releases are believed: the public half, which is all that a device has of it.
public struct ReleaseKey: Hashable, Sendable {
    /// Ed25519 (RFC 8032), 32 bytes.
    private let bytes: [UInt8]

    /// Refuses what is not 32 bytes.
    public init?(_ bytes: [UInt8]) {
        guard bytes.count == 32 else { return nil }
        self.bytes = bytes
    }

    /// Whether `signature` is this key's over exactly `message`.
    public func signed(_ message: [UInt8], _ signature: [UInt8]) -> Bool {
        guard let key = try? Curve25519.Signing.PublicKey(rawRepresentation: bytes) else { return false }
        return key.isValidSignature(signature, for: message)
    }
}

/// SHA-256 of bytes that come in pieces.
public struct ProgramDigest: Sendable {
    private var hash = SHA256()

    /// The digest of nothing so far.
    public init() {}

    /// Takes the next piece.
    public mutating func update(_ bytes: some Collection<UInt8>) { hash.update(data: Array(bytes)) }

    /// In lower-case hexadecimal, of all pieces so far.
    public var hexadecimal: String { Hex.encode(hash.finalize()) }
}
