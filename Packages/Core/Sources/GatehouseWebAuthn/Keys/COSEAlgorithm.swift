/// A signature algorithm by its number in the COSE registry, which is what authenticators are offered.
public enum COSEAlgorithm: Int64, Hashable, Sendable, CaseIterable {
    /// ECDSA on P-256 over SHA-256.
    case es256 = -7
    /// EdDSA, here on Ed25519 only.
    case eddsa = -8
    /// RSA signatures of PKCS#1 version 1.5 over SHA-256.
    case rs256 = -257

    /// The algorithm of this number; refuses all others by their name.
    init(number: Int64) throws(WebAuthnError) {
        guard let algorithm = COSEAlgorithm(rawValue: number) else {
            throw WebAuthnError(
                .keyUnsupported, "the algorithm \(Self.name(of: number)) is not supported: ES256, EdDSA and RS256 are")
        }
        self = algorithm
    }

    /// The name in the registry; the number when it has none here.
    static func name(of number: Int64) -> String { names[number].map { "\($0) (\(number))" } ?? String(number) }

    private static let names: [Int64: String] = [
        -7: "ES256", -8: "EdDSA", -9: "ESP256", -19: "Ed25519", -35: "ES384", -36: "ES512", -37: "PS256",
        -38: "PS384", -39: "PS512", -47: "ES256K", -48: "ML-DSA-44", -49: "ML-DSA-65", -50: "ML-DSA-87",
        -53: "Ed448", -257: "RS256", -258: "RS384", -259: "RS512", -65535: "RS1",
    ]
}

extension COSEAlgorithm: CustomStringConvertible {
    /// The name and the number.
    public var description: String { Self.name(of: rawValue) }
}
