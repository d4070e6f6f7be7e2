/// A signature algorithm of JOSE that may be used here (RFC 7518 §3.1, RFC 8037 §3.1): asymmetric ones alone.
///
/// `none` and the HMACs are no cases, so that no key can be used with them.
public enum JOSEAlgorithm: String, Hashable, Sendable, CaseIterable {
    /// ECDSA on P-256 over SHA-256; the signature is R and S, 32 bytes each.
    case es256 = "ES256"
    /// RSA of PKCS#1 version 1.5 over SHA-256.
    case rs256 = "RS256"
    /// RSASSA-PSS over SHA-256, with a salt of 32 bytes.
    case ps256 = "PS256"
    /// EdDSA, here on Ed25519 only.
    case eddsa = "EdDSA"

    /// The algorithm of this name; refuses all others.
    init(name: String) throws(OpenIDError) {
        guard let algorithm = Self.allCases.first(where: { isSame($0.rawValue, name) }) else {
            throw OpenIDError(
                .algorithmRefused, "the algorithm \(quoted(name)) is not accepted: ES256, RS256, PS256 and EdDSA are")
        }
        self = algorithm
    }
}

/// Checks signatures, for a package that has no cryptography of its own.
public protocol JOSEVerifying: Sendable {
    /// Whether `signature` over `message` was made with the private part of `key` by `algorithm`, which is one of the
    /// key's.
    ///
    /// An ES256 signature is R and S of 32 bytes (RFC 7518 §3.4). `false` for whatever is wrong, such as a point that is
    /// not on the curve.
    func verify(signature: [UInt8], of message: [UInt8], by key: JSONWebKey, algorithm: JOSEAlgorithm) -> Bool
}

/// Signs with one key, wherever its private part is.
public protocol JOSESigning: Sendable {
    /// The `kid` under which the public part is published.
    var keyID: String { get }
    /// The one algorithm that the key is used with.
    var algorithm: JOSEAlgorithm { get }
    /// The signature over `message` as RFC 7518 writes it.
    func sign(_ message: [UInt8]) throws -> [UInt8]
}
