import Crypto
import FoundationEssentials
import GatehouseModel
import SwiftASN1
import X509

/// Who may say that a script runs: the key that this device's own authority has certified for nothing else.
struct ScriptSigner {
    /// Clocks of devices are off; a certificate is taken this much before it begins.
    private static let skew = Duration.seconds(300)

    /// PEM of the signer's certificate, its issuer after it.
    let certificate: String
    /// PEM of the device's own chain: its intermediate must have issued the signer's certificate.
    let ownChain: String
    let tenant: TenantID

    /// Throws ``KeyError`` for a signer that is not this tenant's, has ended, or may not sign code, and for a signature
    /// that does not fit the bytes.
    ///
    /// - Parameter signature: ECDSA over P-256 with SHA-256, in DER (RFC 3279 §2.2.3).
    func check(_ signature: [UInt8], over bytes: [UInt8], at now: Instant) throws(KeyError) {
        let leaf = try Self.certificates(certificate, "the signer's certificate")[0]
        let own = try Self.certificates(ownChain, "this device's own chain")
        guard own.count > 1 else { throw KeyError(.badName, "this device's own chain names no authority") }
        let issuer = own[1]
        guard leaf.issuer == issuer.subject, issuer.publicKey.isValidSignature(leaf.signature, for: leaf) else {
            throw KeyError(.badSignature, "the signer's certificate is not of this device's authority")
        }
        guard try PeerCertificate(pemChain: certificate).identity() == .scriptSigner(tenant) else {
            throw KeyError(.badName, "the certificate is not one for signing scripts")
        }
        guard (try? leaf.extensions.extendedKeyUsage)??.contains(.codeSigning) == true else {
            throw KeyError(.badName, "the certificate may not sign code")
        }
        let instant = { (date: Date) in Instant(milliseconds: Int64(date.timeIntervalSince1970 * 1000)) }
        guard now >= instant(leaf.notValidBefore) - Self.skew, now < instant(leaf.notValidAfter) else {
            throw KeyError(.failed, "the signer's certificate is not valid at \(now)")
        }
        guard let key = P256.Signing.PublicKey(leaf.publicKey),
            let signature = try? P256.Signing.ECDSASignature(derRepresentation: signature),
            key.isValidSignature(signature, for: bytes)
        else { throw KeyError(.badSignature, "the script's signature does not fit") }
    }

    private static func certificates(_ pem: String, _ what: String) throws(KeyError) -> [Certificate] {
        guard let documents = try? PEMDocument.parseMultiple(pemString: pem), !documents.isEmpty,
            let certificates = try? documents.map({ try Certificate(pemDocument: $0) })
        else { throw KeyError(.notPEM, "\(what) is not in PEM") }
        return certificates
    }
}
