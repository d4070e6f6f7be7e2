import Crypto
import Foundation
import GatehouseKeys
import GatehouseModel
import GatehouseService
import SwiftASN1
import X509

/// A certificate that may sign others; its key may be kept elsewhere.
struct CertificateAuthority: Sendable {
    let certificate: Certificate
    /// PEM, with a line feed at its end.
    let pem: String
    let key: P256.Signing.PrivateKey?

    /// Refuses a certificate that cannot be read, and a key that is not its own.
    init(pem: String, key: P256.Signing.PrivateKey?, file: String) throws(AuthorityError) {
        guard let certificate = try? Certificate(pemEncoded: pem) else {
            throw AuthorityError(.failed, "`\(file)` is not a certificate in PEM\nhint: restore it from a backup")
        }
        if let key, Certificate.PublicKey(key.publicKey) != certificate.publicKey {
            throw AuthorityError(.failed, "the key beside `\(file)` is not its key\nhint: restore both from one backup")
        }
        self.certificate = certificate
        self.pem = pem.hasSuffix("\n") ? pem : pem + "\n"
        self.key = key
    }

    var notAfter: Instant { Instant(certificate.notValidAfter) }

    func isIssued(by issuer: CertificateAuthority) -> Bool {
        issuer.certificate.publicKey.isValidSignature(certificate.signature, for: certificate)
    }

    func hasIssued(_ leaf: Certificate) -> Bool {
        leaf.issuer == certificate.subject && certificate.publicKey.isValidSignature(leaf.signature, for: leaf)
    }

    var keyIdentifier: ArraySlice<UInt8>? {
        (try? certificate.extensions.subjectKeyIdentifier)?.keyIdentifier
    }

    /// A self-signed root (RFC 5280 §4.2.1.9: one authority below it), valid for ten years.
    static func root(
        tenant: TenantID, key: P256.Signing.PrivateKey, now: Instant
    ) throws(AuthorityError) -> String {
        let name = Self.name("Root", tenant)
        return try certificate(
            name: name, key: key, issuerName: name, issuerKey: key, keyIdentifier: nil, pathLength: 1,
            notBefore: now - CertificateProfile.backdating, notAfter: now + .seconds(3650 * 86_400))
    }

    /// An intermediate that signs leaves only, valid for two years at most.
    ///
    /// Each key has a name of its own: proxies tell by the issuer's name alone whether a certificate still counts.
    static func intermediate(
        tenant: TenantID, key: P256.Signing.PrivateKey, root: CertificateAuthority, named: DistinguishedName? = nil,
        now: Instant
    ) throws(AuthorityError) -> String {
        guard let rootKey = root.key else {
            throw AuthorityError(.failed, "the root's key is needed to issue an intermediate")
        }
        return try certificate(
            name: named ?? Self.issuingName(tenant, key), key: key, issuerName: root.certificate.subject,
            issuerKey: rootKey,
            keyIdentifier: root.keyIdentifier, pathLength: 0,
            notBefore: now - CertificateProfile.backdating, notAfter: min(now + .seconds(730 * 86_400), root.notAfter))
    }

    /// One relative name only, so that no reader can disagree about an order.
    static func name(_ role: String, _ tenant: TenantID) -> DistinguishedName {
        // INVARIANT (names): a text of at most 64 letters is a valid common name.
        (try? DistinguishedName { CommonName("Gatehouse \(role) CA \(tenant)") }) ?? DistinguishedName()
    }

    private static func issuingName(_ tenant: TenantID, _ key: P256.Signing.PrivateKey) -> DistinguishedName {
        let digest = Hex.encode(Array(SHA256.hash(data: key.publicKey.x963Representation).prefix(3)))
        // INVARIANT (names): a text of at most 64 letters is a valid common name.
        return (try? DistinguishedName { CommonName(issuingPrefix(tenant) + digest) }) ?? DistinguishedName()
    }

    /// What the names of all keys that issue for the tenant begin with, as RFC 4514 text.
    static func isIssuingName(_ name: String, of tenant: TenantID) -> Bool {
        name.hasPrefix("CN=" + issuingPrefix(tenant))
    }

    private static func issuingPrefix(_ tenant: TenantID) -> String { "Gatehouse Issuing CA \(tenant) " }

    private static func certificate(
        name: DistinguishedName, key: P256.Signing.PrivateKey, issuerName: DistinguishedName,
        issuerKey: P256.Signing.PrivateKey, keyIdentifier: ArraySlice<UInt8>?, pathLength: Int,
        notBefore: Instant, notAfter: Instant
    ) throws(AuthorityError) -> String {
        do {
            let certificate = try Certificate(
                version: .v3, serialNumber: CertificateProfile.serial(), publicKey: .init(key.publicKey),
                notValidBefore: Date(notBefore), notValidAfter: Date(notAfter), issuer: issuerName, subject: name,
                signatureAlgorithm: .ecdsaWithSHA256,
                extensions: try Certificate.Extensions {
                    Critical(BasicConstraints.isCertificateAuthority(maxPathLength: pathLength))
                    Critical(KeyUsage(keyCertSign: true, cRLSign: true))
                    SubjectKeyIdentifier(hash: Certificate.PublicKey(key.publicKey))
                    if let keyIdentifier { AuthorityKeyIdentifier(keyIdentifier: keyIdentifier) }
                },
                issuerPrivateKey: .init(issuerKey))
            return try certificate.serializeAsPEM().pemString + "\n"
        } catch {
            throw AuthorityError(.failed, "cannot issue the authority's own certificate: \(error)")
        }
    }
}
