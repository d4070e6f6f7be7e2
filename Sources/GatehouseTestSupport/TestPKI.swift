import Crypto
import FoundationEssentials
public import GatehouseKeys
public import GatehouseModel
import SwiftASN1
import X509

/// A certificate authority issued in code: root, intermediate and any leaf that a test needs, good or bad.
public struct TestPKI: Sendable {
    /// PEM of the root alone.
    public let rootPEM: String
    /// PEM of the intermediate alone.
    public let intermediatePEM: String
    private let issuer: Certificate
    private let issuerKey: P256.Signing.PrivateKey
    private let now: Instant

    /// A root and an intermediate, valid from an hour before `now` for ten years; every instance is foreign to all
    /// others.
    public init(now: Instant, name: String = "Test") throws {
        let rootKey = P256.Signing.PrivateKey()
        let intermediateKey = P256.Signing.PrivateKey()
        let rootName = try DistinguishedName { CommonName("\(name) Root") }
        let period = (now - .seconds(3600), now + .seconds(3650 * 86_400))
        let root = try Self.authority(
            named: rootName, key: rootKey, issuedBy: rootName, signedBy: rootKey, period, pathLength: 1)
        let intermediate = try Self.authority(
            named: try DistinguishedName { CommonName("\(name) Intermediate") }, key: intermediateKey,
            issuedBy: rootName, signedBy: rootKey, period, pathLength: 0)
        rootPEM = try root.serializeAsPEM().pemString
        intermediatePEM = try intermediate.serializeAsPEM().pemString
        issuer = intermediate
        issuerKey = intermediateKey
        self.now = now
    }

    private static func authority(
        named subject: DistinguishedName, key: P256.Signing.PrivateKey, issuedBy issuer: DistinguishedName,
        signedBy issuerKey: P256.Signing.PrivateKey, _ period: (Instant, Instant), pathLength: Int
    ) throws -> Certificate {
        try Certificate(
            version: .v3, serialNumber: .init(), publicKey: .init(key.publicKey), notValidBefore: Date(period.0),
            notValidAfter: Date(period.1), issuer: issuer, subject: subject, signatureAlgorithm: .ecdsaWithSHA256,
            extensions: try Certificate.Extensions {
                Critical(BasicConstraints.isCertificateAuthority(maxPathLength: pathLength))
                Critical(KeyUsage(keyCertSign: true, cRLSign: true))
                SubjectKeyIdentifier(hash: Certificate.PublicKey(key.publicKey))
            },
            issuerPrivateKey: .init(issuerKey))
    }

    /// Issues a leaf; the key is made here unless the leaf brings a certificate request of its own.
    public func issue(_ leaf: Leaf) throws -> IssuedLeaf {
        let key = P256.Signing.PrivateKey()
        let publicKey =
            try leaf.certificateRequest.map { try CheckedCertificateRequest(der: $0).publicKey } ?? .init(key.publicKey)
        let names = leaf.generalNames
        let certificate = try Certificate(
            version: .v3, serialNumber: leaf.serial.map { .init(bytes: $0) } ?? .init(), publicKey: publicKey,
            notValidBefore: Date(leaf.notBefore ?? now - .seconds(3600)),
            notValidAfter: Date(leaf.notAfter ?? now + .seconds(7 * 86_400)), issuer: issuer.subject,
            subject: try DistinguishedName { CommonName(leaf.commonName) }, signatureAlgorithm: .ecdsaWithSHA256,
            extensions: try Certificate.Extensions {
                Critical(BasicConstraints.notCertificateAuthority)
                Critical(KeyUsage(digitalSignature: true))
                try ExtendedKeyUsage(leaf.isServer ? [.serverAuth] : [.clientAuth])
                if !names.isEmpty { SubjectAlternativeNames(names) }
            },
            issuerPrivateKey: .init(issuerKey))
        var serialiser = DER.Serializer()
        try serialiser.serialize(certificate)
        let der = serialiser.serializedBytes
        return IssuedLeaf(
            der: der, chainPEM: try certificate.serializeAsPEM().pemString + "\n" + intermediatePEM + "\n",
            keyPEM: leaf.certificateRequest == nil ? key.pemRepresentation : "",
            certificate: try PeerCertificate(der: der))
    }
}

/// A leaf that ``TestPKI`` issued.
public struct IssuedLeaf: Sendable {
    /// The leaf alone.
    public let der: [UInt8]
    /// Leaf first, then the intermediate.
    public let chainPEM: String
    /// Empty when the leaf was issued for a request.
    public let keyPEM: String
    /// The leaf as the code under test reads it.
    public let certificate: PeerCertificate
}

extension TestPKI {
    /// What a leaf says; the defaults are a good client certificate without a name.
    public struct Leaf: Sendable {
        /// The one part of the subject.
        public var commonName = "leaf"
        /// URI subject alternative names, in their order.
        public var uris: [String] = []
        /// DNS subject alternative names, in their order.
        public var dnsNames: [String] = []
        /// IPv4 or IPv6 in network order.
        public var addresses: [[UInt8]] = []
        /// `nil` is an hour before the authority's `now`.
        public var notBefore: Instant?
        /// `nil` is seven days after the authority's `now`.
        public var notAfter: Instant?
        /// Most significant byte first; `nil` is a random one.
        public var serial: [UInt8]?
        /// Whether it is for servers; clients otherwise.
        public var isServer = false
        /// PKCS#10 in DER, when the key is somebody else's.
        public var certificateRequest: [UInt8]?

        /// A good client certificate without a name.
        public init() {}

        fileprivate var generalNames: [GeneralName] {
            uris.map { .uniformResourceIdentifier($0) } + dnsNames.map { .dnsName($0) }
                + addresses.map { .ipAddress(ASN1OctetString(contentBytes: $0[...])) }
        }

        /// A device's client certificate.
        public static func device(_ tenant: TenantID, _ device: DeviceID) -> Leaf {
            var leaf = Leaf()
            leaf.uris = [IdentityName.device(tenant, device).description]
            return leaf
        }

        /// A server certificate for `localhost` and 127.0.0.1.
        public static var localServer: Leaf {
            var leaf = Leaf()
            leaf.commonName = "localhost"
            leaf.isServer = true
            leaf.dnsNames = ["localhost"]
            leaf.addresses = [[127, 0, 0, 1]]
            return leaf
        }
    }
}

extension Date {
    fileprivate init(_ instant: Instant) {
        self.init(timeIntervalSince1970: Double(instant.milliseconds / 1000))
    }
}
