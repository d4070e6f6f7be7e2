import FoundationEssentials
public import GatehouseModel
import GatehouseTPM
import SwiftASN1
@_spi(FixedExpiryValidationTime) import X509

/// The authorities of hardware makers that an administrator trusts to certify endorsement keys.
///
/// Without any, no TPM counts as hardware.
public struct EndorsementRoots: Sendable {
    /// Most certificates that a device may send along with its own.
    public static let chainLimit = 8

    private let roots: [Certificate]
    private let intermediates: [Certificate]

    /// How many roots there are; without any nothing counts as hardware.
    public var count: Int { roots.count }

    /// Reads certificates in PEM: roots that are trusted, and intermediates that devices do not have themselves.
    public init(roots: [String] = [], intermediates: [String] = []) throws(KeyError) {
        self.roots = try Self.certificates(roots)
        self.intermediates = try Self.certificates(intermediates)
    }

    /// Reads files of certificates, each in PEM or DER: one that is its own issuer is trusted as a root, any other leads
    /// to one.
    public init(certificates files: [[UInt8]]) throws(KeyError) {
        var all = [Certificate]()
        for file in files {
            do {
                if file.starts(with: Array("-----".utf8)) {
                    all += try PEMDocument.parseMultiple(pemString: String(decoding: file, as: UTF8.self)).map(
                        Certificate.init(pemDocument:))
                } else {
                    all.append(try Certificate(derEncoded: file))
                }
            } catch {
                throw KeyError(.notPEM, "the roots of TPM makers are not certificates in PEM or DER")
            }
        }
        roots = all.filter { $0.issuer == $0.subject }
        intermediates = all.filter { $0.issuer != $0.subject }
    }

    private static func certificates(_ pems: [String]) throws(KeyError) -> [Certificate] {
        do {
            return try pems.flatMap { try PEMDocument.parseMultiple(pemString: $0) }.map(Certificate.init(pemDocument:))
        } catch {
            throw KeyError(.notPEM, "the roots of TPM makers are not certificates in PEM")
        }
    }

    /// Finds out what stands behind the endorsement key that a device names.
    ///
    /// Refuses a key that no template of the profile makes, and a certificate that is not for this very key: the TPM is
    /// then another than it says. A chain that leads nowhere is no refusal, but ``EndorsementTrust/software(_:)``.
    public func check(_ evidence: EndorsementEvidence, at now: Instant) async throws(AttestationError) -> EndorsementKey
    {
        let publicArea = try TPMPublic.received(evidence.publicArea, "the endorsement key")
        guard EndorsementTemplate(of: publicArea) != nil else {
            throw AttestationError(
                .unknownEndorsementTemplate, "the endorsement key is not made by the credential profile's templates")
        }
        guard let der = evidence.certificates.first else {
            return try EndorsementKey(publicArea: publicArea, trust: .software(.noCertificate))
        }
        guard evidence.certificates.count <= Self.chainLimit else {
            throw AttestationError(.malformed, "an endorsement chain has at most \(Self.chainLimit) certificates")
        }
        let leaf = try EndorsementCertificate(der: der)
        guard leaf.certificate.publicKey == (try publicArea.certificateKey()) else {
            throw AttestationError(.foreignEndorsementKey, "the certificate is for another endorsement key")
        }
        let rest = evidence.certificates.dropFirst().compactMap { try? Certificate(derEncoded: $0) }
        guard await isTrusted(leaf.certificate, rest, at: now) else {
            return try EndorsementKey(publicArea: publicArea, trust: .software(.untrustedChain), maker: leaf.maker)
        }
        guard let maker = leaf.maker, maker.makesHardware else {
            return try EndorsementKey(publicArea: publicArea, trust: .software(.unknownMaker), maker: leaf.maker)
        }
        return try EndorsementKey(publicArea: publicArea, trust: .hardware(maker), maker: maker)
    }

    private func isTrusted(_ leaf: Certificate, _ rest: [Certificate], at now: Instant) async -> Bool {
        let time = Date(timeIntervalSince1970: Double(now.milliseconds) / 1000)
        var verifier = Verifier(rootCertificates: CertificateStore(roots)) {
            RFC5280Policy(fixedExpiryValidationTime: time)
            EndorsementPolicy()
        }
        let result = await verifier.validate(leaf: leaf, intermediates: CertificateStore(intermediates + rest))
        if case .validCertificate = result { return true }
        return false
    }
}

/// What a device shows of its endorsement key.
public struct EndorsementEvidence: Hashable, Sendable {
    /// In DER, the key's own certificate first; empty when the maker gave none.
    public var certificates: [[UInt8]]
    /// `TPMT_PUBLIC`.
    public var publicArea: [UInt8]

    /// Takes what a peer sent, unread.
    public init(certificates: [[UInt8]], publicArea: [UInt8]) {
        self.certificates = certificates
        self.publicArea = publicArea
    }
}

/// Claims the extensions that endorsement certificates mark as critical and that ``EndorsementCertificate`` reads.
private struct EndorsementPolicy: VerifierPolicy {
    let verifyingCriticalExtensions: [ASN1ObjectIdentifier] = [
        .X509ExtensionID.subjectAlternativeName, .X509ExtensionID.extendedKeyUsage,
    ]

    mutating func chainMeetsPolicyRequirements(chain: UnverifiedCertificateChain) -> PolicyEvaluationResult {
        .meetsPolicy
    }
}
