import Crypto
import FoundationEssentials
public import GatehouseModel
public import GatehouseTPM
import SwiftASN1
import X509

/// A maker of TPMs with an authority of its own, which certifies endorsement keys.
public struct TestTPMMaker: Sendable {
    /// PEM of the root alone.
    public let rootPEM: String
    private let root: Certificate
    private let key = P256.Signing.PrivateKey()
    private let now: Instant

    /// A root that is valid from an hour before `now` for a day.
    public init(now: Instant, name: String = "Maker") throws {
        let subject = try DistinguishedName { CommonName("\(name) Root") }
        root = try Certificate(
            version: .v3, serialNumber: .init(), publicKey: .init(key.publicKey), notValidBefore: Date(now, -3600),
            notValidAfter: Date(now, 86_400), issuer: subject, subject: subject, signatureAlgorithm: .ecdsaWithSHA256,
            extensions: try Certificate.Extensions {
                Critical(BasicConstraints.isCertificateAuthority(maxPathLength: 0))
                Critical(KeyUsage(keyCertSign: true))
            },
            issuerPrivateKey: .init(key))
        rootPEM = try root.serializeAsPEM().pemString
        self.now = now
    }

    /// What a certificate for an endorsement key says; the usual values make a good one.
    public struct Wishes: Sendable {
        /// `id:49465800` is IFX.
        public var manufacturer = "id:49465800"
        /// `tcg-kp-EKCertificate`.
        public var usage: [UInt] = [2, 23, 133, 8, 1]
        /// Whether the certificate claims to be of an authority.
        public var isAuthority = false
        /// In seconds after now.
        public var expiresIn = 3600.0

        /// A good certificate.
        public init() {}
    }

    /// Certifies the key of `publicArea`, which is on P-256; answers DER.
    public func certify(_ publicArea: TPMPublic, _ wishes: Wishes = Wishes()) throws -> [UInt8] {
        guard case .ecc(let ecc) = publicArea.key else { throw TPMError.malformed("not on a curve") }
        let names = DistinguishedName([
            RelativeDistinguishedName([
                .init(type: [2, 23, 133, 2, 1], utf8String: wishes.manufacturer),
                .init(type: [2, 23, 133, 2, 2], utf8String: "SLB9670"),
                .init(type: [2, 23, 133, 2, 3], utf8String: "id:00070055"),
            ])
        ])
        let certificate = try Certificate(
            version: .v3, serialNumber: .init(),
            publicKey: .init(try P256.Signing.PublicKey(x963Representation: ecc.uncompressedPoint)),
            notValidBefore: Date(now, -3600), notValidAfter: Date(now, wishes.expiresIn), issuer: root.subject,
            subject: DistinguishedName(), signatureAlgorithm: .ecdsaWithSHA256,
            extensions: try Certificate.Extensions {
                Critical(
                    wishes.isAuthority
                        ? BasicConstraints.isCertificateAuthority(maxPathLength: 0) : .notCertificateAuthority)
                Critical(KeyUsage(keyAgreement: true))
                try ExtendedKeyUsage([.init(oid: ASN1ObjectIdentifier(elements: wishes.usage))])
                Critical(SubjectAlternativeNames([.directoryName(names)]))
            },
            issuerPrivateKey: .init(key))
        var serialiser = DER.Serializer()
        try serialiser.serialize(certificate)
        return serialiser.serializedBytes
    }
}

extension Date {
    fileprivate init(_ instant: Instant, _ seconds: Double) {
        self.init(timeIntervalSince1970: Double(instant.milliseconds / 1000) + seconds)
    }
}
