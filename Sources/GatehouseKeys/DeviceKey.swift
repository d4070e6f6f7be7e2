import Crypto
import SwiftASN1
import X509

/// A device's own signing key on the curve P-256; it never leaves the device.
public struct DeviceKey: Sendable {
    private let key: P256.Signing.PrivateKey

    /// Generates a fresh key from the system's random numbers.
    public init() { key = P256.Signing.PrivateKey() }

    /// Reads a P-256 key in PEM, as PKCS#8 (`PRIVATE KEY`) or SEC 1 (`EC PRIVATE KEY`).
    public init(pem: String) throws(KeyError) {
        do {
            key = try P256.Signing.PrivateKey(pemRepresentation: pem)
        } catch {
            throw KeyError(.notPEM, "not a P-256 private key in PEM")
        }
    }

    /// The key as PKCS#8 in PEM.
    public var pem: String { key.pemRepresentation }

    /// The public key as SubjectPublicKeyInfo in DER (RFC 5280 §4.1).
    public var publicKeyDER: [UInt8] { Array(key.publicKey.derRepresentation) }

    var certificateKey: Certificate.PrivateKey { Certificate.PrivateKey(key) }
}

/// A PKCS#10 request (RFC 2986) in DER for `key`, signed by it.
///
/// The names are wishes: an authority decides for itself what a certificate says.
public func makeCertificateRequest(
    key: DeviceKey, commonName: String, requestedURIs: [String] = []
) throws(KeyError) -> [UInt8] {
    try makeCertificateRequest(certificateKey: key.certificateKey, commonName, requestedURIs)
}

func makeCertificateRequest(
    certificateKey: Certificate.PrivateKey, _ commonName: String, _ requestedURIs: [String]
) throws(KeyError) -> [UInt8] {
    do {
        var attributes = CertificateSigningRequest.Attributes()
        if !requestedURIs.isEmpty {
            let names = SubjectAlternativeNames(requestedURIs.map { .uniformResourceIdentifier($0) })
            let request = ExtensionRequest(extensions: try Certificate.Extensions { names })
            attributes = try CertificateSigningRequest.Attributes([.init(request)])
        }
        let request = try CertificateSigningRequest(
            version: .v1, subject: try DistinguishedName { CommonName(commonName) }, privateKey: certificateKey,
            attributes: attributes, signatureAlgorithm: .ecdsaWithSHA256)
        var serialiser = DER.Serializer()
        try serialiser.serialize(request)
        return serialiser.serializedBytes
    } catch {
        throw KeyError(.failed, "cannot make a certificate request: \(error)")
    }
}
