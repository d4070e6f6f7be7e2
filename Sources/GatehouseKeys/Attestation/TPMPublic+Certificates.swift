import Crypto
import CryptoExtras
import FoundationEssentials
public import GatehouseTPM
import SwiftASN1
import X509

extension TPMPublic {
    /// The key as certificates have it; refuses a point that is not on its curve and RSA below 2,048 bits.
    func certificateKey() throws(AttestationError) -> Certificate.PublicKey {
        do {
            switch key {
            case .ecc(let key) where key.curve == .p256:
                return .init(try P256.Signing.PublicKey(x963Representation: key.uncompressedPoint))
            case .ecc(let key) where key.curve == .p384:
                return .init(try P384.Signing.PublicKey(x963Representation: key.uncompressedPoint))
            case .rsa(let key):
                let exponent = withUnsafeBytes(of: key.publicExponent.bigEndian) { Array($0.drop { $0 == 0 }) }
                return .init(try _RSA.Signing.PublicKey(n: key.modulus, e: exponent))
            default: throw AttestationError(.unsupportedKey, "the curve of the key is not supported")
            }
        } catch let error as AttestationError {
            throw error
        } catch {
            throw AttestationError(.unsupportedKey, "the public area holds no usable key")
        }
    }

    /// SubjectPublicKeyInfo in DER (RFC 5280 §4.1).
    public func publicKeyDER() throws(AttestationError) -> [UInt8] {
        var serialiser = DER.Serializer()
        do {
            try serialiser.serialize(try certificateKey())
        } catch let error as AttestationError {
            throw error
        } catch {
            throw AttestationError(.unsupportedKey, "the public area holds no usable key")
        }
        return serialiser.serializedBytes
    }

    /// Reads a public area that a peer sent.
    static func received(_ bytes: [UInt8], _ what: String) throws(AttestationError) -> TPMPublic {
        guard bytes.count <= TPMPublic.sizeLimit else {
            throw AttestationError(.malformed, "the public area of \(what) is too large")
        }
        do {
            return try TPMPublic(bytes: bytes)
        } catch {
            throw AttestationError(.malformed, "the public area of \(what) cannot be read: \(error)")
        }
    }
}
