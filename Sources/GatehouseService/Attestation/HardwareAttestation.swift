public import GatehouseKeys
public import GatehouseModel
import GatehouseTPM

/// What a machine's TPM proved when it enrolled: it has this endorsement key, and the key of the certificate request
/// cannot leave it.
///
/// Whoever has one may take ``endorsementDigest`` for the machine's; whether that is hardware, ``trust`` says.
public struct HardwareAttestation: Hashable, Sendable {
    /// What the device showed of its endorsement key; kept, so that its trust follows the roots.
    public var endorsement: EndorsementEvidence
    /// SHA-256 of the endorsement key's SubjectPublicKeyInfo in hexadecimal: what bought hardware is listed by.
    public var endorsementDigest: String
    /// Whether hardware stands behind the endorsement key.
    public var trust: EndorsementTrust
    /// Who the certificate says made the TPM; only a claim unless ``trust`` is hardware.
    public var maker: TPMMaker?
    /// `TPMT_PUBLIC` of the key that signs quotes, in the TPM of the endorsement key.
    public var attestationKey: [UInt8]
    /// The first quote, over a nonce of ours.
    public var quote: VerifiedQuote
    /// SHA-256 in hexadecimal of the event log that the quote bore out.
    public var eventLogDigest: String?

    /// Takes what was checked; ``AttestationService/verify(_:_:)`` is what checks.
    public init(
        endorsement: EndorsementEvidence, endorsementDigest: String, trust: EndorsementTrust, maker: TPMMaker? = nil,
        attestationKey: [UInt8], quote: VerifiedQuote, eventLogDigest: String? = nil
    ) {
        self.endorsement = endorsement
        self.endorsementDigest = endorsementDigest
        self.trust = trust
        self.maker = maker
        self.attestationKey = attestationKey
        self.quote = quote
        self.eventLogDigest = eventLogDigest
    }

    /// How far the machine's identity can be believed.
    public var assurance: Assurance { trust.assurance }
}

extension EndorsementTrust {
    /// `hardware` or `software`.
    public var word: String {
        switch self {
        case .hardware: "hardware"
        case .software: "software"
        }
    }

    /// Why it does not count as hardware, and what would make it; `nil` when it does.
    public var doubt: (reason: String, hint: String)? {
        guard case .software(let reason) = self else { return nil }
        switch reason {
        case .noCertificate:
            return (
                reason.rawValue,
                "its maker put no certificate for the endorsement key into it; only certified keys count as hardware"
            )
        case .untrustedChain:
            return (
                reason.rawValue,
                "put the root of the TPM's maker, in PEM, into the folder `tpm-makers` of the server's data folder"
            )
        case .unknownMaker:
            return (
                reason.rawValue,
                "its certificate names a maker of software or virtual TPMs, which never count as hardware"
            )
        }
    }
}

extension DeviceAttestation {
    /// Why the TPM does not count as hardware, and what would make it; `nil` when it does.
    public var doubt: (reason: String, hint: String)? {
        guard trust != "hardware" else { return nil }
        return EndorsementTrust.software(.init(rawValue: trust) ?? .untrustedChain).doubt
    }

    /// Who made the TPM, in words.
    public var makerWords: String? { maker?.words }
    /// The maker's number of the firmware, in hexadecimal.
    public var firmwareWords: String { String(firmwareVersion, radix: 16) }
    /// How often the TPM was reset, by its last statement.
    public var resetCount: Int64 { Int64(clock.resetCount) }
}
