import Crypto
import CryptoExtras
public import GatehouseOpenID

/// Checks signatures by swift-crypto.
public struct SwiftJOSEVerifier: JOSEVerifying {
    /// Makes the adapter; it keeps nothing.
    public init() {}

    /// Whether the signature verifies; `false` for whatever is wrong, a key that is none included.
    public func verify(
        signature: [UInt8], of message: [UInt8], by key: JSONWebKey, algorithm: JOSEAlgorithm
    ) -> Bool {
        switch (key.material, algorithm) {
        case (.p256(let x, let y), .es256):
            guard let key = try? P256.Signing.PublicKey(rawRepresentation: x + y),
                let signature = try? P256.Signing.ECDSASignature(rawRepresentation: signature)
            else { return false }
            return key.isValidSignature(signature, for: message)
        case (.rsa(let modulus, let exponent), .rs256), (.rsa(let modulus, let exponent), .ps256):
            guard let key = try? _RSA.Signing.PublicKey(n: modulus, e: exponent) else { return false }
            return key.isValidSignature(
                _RSA.Signing.RSASignature(rawRepresentation: signature), for: SHA256.hash(data: message),
                padding: algorithm == .ps256 ? .PSS : .insecurePKCS1v1_5)
        case (.ed25519(let bytes), .eddsa):
            guard let key = try? Curve25519.Signing.PublicKey(rawRepresentation: bytes) else { return false }
            return key.isValidSignature(signature, for: message)
        default: return false
        }
    }
}
