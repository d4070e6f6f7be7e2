import Crypto
import CryptoExtras
import GatehouseKeys
import GatehouseModel
public import GatehouseOpenID
public import GatehouseService
import GatehouseWire
import SwiftASN1
import X509

/// The cryptography of tokens by swift-crypto, with keys in memory.
public struct SwiftTokenCryptography: TokenCryptography {
    /// Checks signatures.
    public let verifier: any JOSEVerifying = SwiftJOSEVerifier()

    /// Makes the adapter; it keeps nothing.
    public init() {}

    /// P-256 for access tokens, RSA of 2,048 bits for ID tokens.
    public func makeKey(for use: SigningKey.Use) throws -> (publicKey: JSONWebKey, privateKey: [UInt8]) {
        switch use {
        case .accessToken:
            let key = P256.Signing.PrivateKey()
            return (try JSONWebKey(key.publicKey), Array(key.rawRepresentation))
        case .idToken:
            let key = try _RSA.Signing.PrivateKey(keySize: .bits2048)
            return (try JSONWebKey(key.publicKey), Array(key.derRepresentation))
        }
    }

    /// What signs with a key that ``makeKey(for:)`` made.
    public func signer(for use: SigningKey.Use, id: String, privateKey: [UInt8]) throws -> any JOSESigning {
        switch use {
        case .accessToken: ES256Signer(keyID: id, key: try P256.Signing.PrivateKey(rawRepresentation: privateKey))
        case .idToken: RS256Signer(keyID: id, key: try _RSA.Signing.PrivateKey(derRepresentation: privateKey))
        }
    }

    /// The key of the first certificate of a text in PEM.
    public func certificateKey(ofPEM text: String) throws -> CertificateKey {
        let read = try PeerCertificate(pemChain: text)
        let certificate = try PEMDocument.parseMultiple(pemString: text)[0]
        let (sha256, sha1) = (
            Array(SHA256.hash(data: certificate.derBytes)), Array(Insecure.SHA1.hash(data: certificate.derBytes))
        )
        let key = try JSONWebKey(
            JSONWebKey.material(ofSubjectPublicKeyInfo: read.publicKeyDER), id: nil, certificateSHA256: sha256,
            certificateSHA1: sha1)
        return CertificateKey(
            key: key,
            certificate: ClientApplicationCertificate(
                thumbprint: read.fingerprint, subject: read.subject,
                key: String(decoding: key.json.serialised(), as: UTF8.self), notAfter: read.notAfter))
    }
}

/// ES256 (RFC 7518 §3.4): R and S, 32 bytes each.
struct ES256Signer: JOSESigning {
    let keyID: String
    let algorithm = JOSEAlgorithm.es256
    let key: P256.Signing.PrivateKey

    init(keyID: String, key: P256.Signing.PrivateKey) {
        self.keyID = keyID
        self.key = key
    }

    func sign(_ message: [UInt8]) throws -> [UInt8] { Array(try key.signature(for: message).rawRepresentation) }
}

/// RS256 (RFC 7518 §3.3).
struct RS256Signer: JOSESigning {
    let keyID: String
    let algorithm = JOSEAlgorithm.rs256
    let key: _RSA.Signing.PrivateKey

    init(keyID: String, key: _RSA.Signing.PrivateKey) {
        self.keyID = keyID
        self.key = key
    }

    func sign(_ message: [UInt8]) throws -> [UInt8] {
        Array(try key.signature(for: SHA256.hash(data: message), padding: .insecurePKCS1v1_5).rawRepresentation)
    }
}
