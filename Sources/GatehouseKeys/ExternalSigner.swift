import Crypto
import FoundationEssentials
public import GatehouseTPM
import SwiftASN1
import X509

/// A P-256 key that signs somewhere else, such as in a TPM.
public protocol ExternalSigner: Sendable {
    /// SubjectPublicKeyInfo in DER (RFC 5280 §4.1).
    var publicKeyDER: [UInt8] { get }
    /// An ECDSA signature over the SHA-256 digest of `message`, in DER (RFC 3279 §2.2.3); may block.
    func signature(of message: [UInt8]) throws -> [UInt8]
}

/// A PKCS#10 request (RFC 2986) in DER, signed by a key that is somewhere else.
///
/// The names are wishes, as in ``makeCertificateRequest(key:commonName:requestedURIs:)``. Blocks while the key signs.
public func makeCertificateRequest(
    signer: any ExternalSigner, commonName: String, requestedURIs: [String] = []
) throws(KeyError) -> [UInt8] {
    let key = try ExternalCertificateKey(signer)
    return try makeCertificateRequest(certificateKey: Certificate.PrivateKey(key), commonName, requestedURIs)
}

extension TPMSignature {
    /// An ECDSA signature of P-256 in DER (RFC 3279 §2.2.3); refuses any other.
    public func derRepresentation() throws(KeyError) -> [UInt8] {
        guard case .ecdsa(_, let r, let s) = self, r.count <= 32, s.count <= 32,
            let signature = try? P256.Signing.ECDSASignature(
                rawRepresentation: [r, s].flatMap { [UInt8](repeating: 0, count: 32 - $0.count) + $0 })
        else { throw KeyError(.badSignature, "the signature is not one of P-256") }
        return Array(signature.derRepresentation)
    }
}

/// What swift-certificates needs of a key that it cannot see.
private struct ExternalCertificateKey: CustomPrivateKey {
    let signer: any ExternalSigner
    let publicKey: Certificate.PublicKey

    static let defaultPEMDiscriminator = "PRIVATE KEY"

    init(_ signer: any ExternalSigner) throws(KeyError) {
        do {
            publicKey = try Certificate.PublicKey(derEncoded: signer.publicKeyDER)
        } catch {
            throw KeyError(.notDER, "the signer's public key is not a SubjectPublicKeyInfo in DER")
        }
        self.signer = signer
    }

    var defaultSignatureAlgorithm: Certificate.SignatureAlgorithm { .ecdsaWithSHA256 }
    var supportedSignatureAlgorithms: [Certificate.SignatureAlgorithm] { [.ecdsaWithSHA256] }

    func signSynchronously(
        bytes: some DataProtocol, signatureAlgorithm: Certificate.SignatureAlgorithm
    ) throws -> Certificate.Signature {
        guard signatureAlgorithm == .ecdsaWithSHA256 else {
            throw KeyError(.failed, "the key signs with ECDSA and SHA-256 only")
        }
        let signature = try signer.signature(of: Array(bytes))
        return try Certificate.Signature(
            signatureAlgorithm: signatureAlgorithm, signatureBytes: ASN1BitString(bytes: signature[...]))
    }

    func serialize(into coder: inout DER.Serializer) throws {
        throw KeyError(.failed, "the private key is somewhere else")
    }

    static func == (left: Self, right: Self) -> Bool { left.publicKey == right.publicKey }

    func hash(into hasher: inout Hasher) { hasher.combine(publicKey) }
}
