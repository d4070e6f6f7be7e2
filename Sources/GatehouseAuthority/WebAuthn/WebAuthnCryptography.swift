import Crypto
import CryptoExtras
import Foundation
public import GatehouseWebAuthn

/// The signatures and hashes that ceremonies are verified by.
public struct WebAuthnCryptography: SignatureVerifying, SHA256Hashing {
    /// Has no state.
    public init() {}

    /// ES256 (in DER), RS256 and EdDSA; `false` for a key that is none, such as a point off the curve.
    public func verify(signature: [UInt8], of message: [UInt8], by key: COSEKey) -> Bool {
        switch key.material {
        case .p256(let x, let y):
            guard let key = try? P256.Signing.PublicKey(x963Representation: [4] + x + y),
                let signature = try? P256.Signing.ECDSASignature(derRepresentation: signature)
            else { return false }
            return key.isValidSignature(signature, for: message)
        case .rsa(let modulus, let exponent):
            guard let key = try? _RSA.Signing.PublicKey(n: modulus, e: exponent) else { return false }
            let signature = _RSA.Signing.RSASignature(rawRepresentation: signature)
            return key.isValidSignature(signature, for: message, padding: .insecurePKCS1v1_5)
        case .ed25519(let bytes):
            guard let key = try? Curve25519.Signing.PublicKey(rawRepresentation: bytes) else { return false }
            return key.isValidSignature(signature, for: message)
        }
    }

    /// SHA-256 of `bytes`: 32 bytes.
    public func sha256(_ bytes: [UInt8]) -> [UInt8] { Array(SHA256.hash(data: bytes)) }
}
