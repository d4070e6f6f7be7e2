public import GatehouseModel

/// A secret that an application shows; kept as its hash.
///
/// Its text is base 64 for URLs, so that form-encoding changes nothing: many libraries (Authlib, requests) put it into the
/// header as it is, against RFC 6749 §2.3.1.
public struct ClientSecret: Hashable, Sendable {
    /// SHA-256 of the secret's bytes: it has 256 random bits, so that nothing slower is needed.
    public let hash: [UInt8]
    /// From then on it counts no more.
    public let expires: Instant

    /// A secret by its hash, 32 bytes.
    public init(hash: [UInt8], expires: Instant) {
        self.hash = hash
        self.expires = expires
    }
}
