import Crypto
import FoundationEssentials
public import GatehouseModel
import SwiftASN1
import X509

/// What matters of a certificate that a peer presented or that we hold ourselves.
///
/// Reading is not checking: the chain is TLS's to verify.
public struct PeerCertificate: Hashable, Sendable {
    /// As ``CertificateSerial`` spells it.
    public let serial: String
    /// The instant from which it is good.
    public let notBefore: Instant
    /// The instant at which it ends.
    public let notAfter: Instant
    /// URI subject alternative names, in their order.
    public let uris: [String]
    /// DNS subject alternative names, in their order; `*` stands for one label.
    public let dnsNames: [String]
    /// RFC 4514 text.
    public let issuer: String
    /// RFC 4514 text; our own certificates are known by their URI instead.
    public let subject: String
    /// SubjectPublicKeyInfo in DER.
    public let publicKeyDER: [UInt8]
    /// SHA-256 of the certificate in DER, lower-case hexadecimal, as `openssl x509 -fingerprint -sha256` without colons.
    public let fingerprint: String

    /// Reads one certificate; throws `notDER` for anything else.
    public init(der: [UInt8]) throws(KeyError) {
        do {
            try self.init(try Certificate(derEncoded: der))
        } catch {
            throw KeyError(.notDER, "not an X.509 certificate in DER")
        }
    }

    /// Reads the first certificate of a PEM chain: the leaf.
    public init(pemChain: String) throws(KeyError) {
        do {
            guard let leaf = try PEMDocument.parseMultiple(pemString: pemChain).first else {
                throw KeyError(.notPEM, "no certificate in PEM")
            }
            try self.init(try Certificate(pemDocument: leaf))
        } catch {
            throw KeyError(.notPEM, "not an X.509 certificate in PEM")
        }
    }

    private init(_ certificate: Certificate) throws {
        serial = CertificateSerial.text(of: certificate.serialNumber.bytes)
        notBefore = Instant(certificate.notValidBefore)
        notAfter = Instant(certificate.notValidAfter)
        let names = try certificate.extensions.subjectAlternativeNames
        uris = (names.map(Array.init) ?? []).compactMap {
            if case .uniformResourceIdentifier(let uri) = $0 { uri } else { nil }
        }
        dnsNames = (names.map(Array.init) ?? []).compactMap {
            if case .dnsName(let name) = $0 { name } else { nil }
        }
        issuer = certificate.issuer.description
        subject = certificate.subject.description
        var serialiser = DER.Serializer()
        try serialiser.serialize(certificate.publicKey)
        publicKeyDER = serialiser.serializedBytes
        var whole = DER.Serializer()
        try whole.serialize(certificate)
        fingerprint = Hex.encode(Array(SHA256.hash(data: whole.serializedBytes)))
    }

    /// Whom the certificate names; refuses a certificate with no URI name, with two, or with one not of our form.
    public func identity() throws(KeyError) -> IdentityName {
        guard uris.count == 1, let uri = uris.first else {
            throw KeyError(.badName, "a certificate must have one URI name, this has \(uris.count)")
        }
        guard let name = IdentityName(uri) else {
            throw KeyError(.badName, "`\(uri.prefix(256))` is not a name of ours")
        }
        return name
    }
}

extension Instant {
    fileprivate init(_ date: Date) {
        self.init(milliseconds: Int64((date.timeIntervalSince1970 * 1000).rounded()))
    }
}
