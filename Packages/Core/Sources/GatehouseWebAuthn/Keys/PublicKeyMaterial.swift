/// The numbers of a public key, as verifiers take them.
public enum PublicKeyMaterial: Hashable, Sendable {
    /// A point on P-256: two coordinates of 32 bytes, most significant first. That it is on the curve is for the
    /// verifier to check.
    case p256(x: [UInt8], y: [UInt8])
    /// An RSA key: modulus and public exponent, most significant byte first, without leading zeros.
    case rsa(modulus: [UInt8], exponent: [UInt8])
    /// 32 bytes of RFC 8032.
    case ed25519([UInt8])
}
