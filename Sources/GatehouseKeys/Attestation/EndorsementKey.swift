import Crypto
public import GatehouseModel
public import GatehouseTPM

/// The endorsement key of a TPM, made by a template of the EK credential profile, and what stands behind it.
public struct EndorsementKey: Sendable {
    /// `TPMT_PUBLIC`, made by a template of the profile.
    public let publicArea: TPMPublic
    /// SHA-256 of the SubjectPublicKeyInfo in hexadecimal: what a list of bought hardware names a device by.
    public let digest: String
    /// Whether hardware stands behind the key.
    public let trust: EndorsementTrust
    /// Who the certificate says made the TPM; only a claim unless the trust is ``EndorsementTrust/hardware(_:)``.
    public let maker: TPMMaker?

    init(publicArea: TPMPublic, trust: EndorsementTrust, maker: TPMMaker? = nil) throws(AttestationError) {
        self.maker = maker
        self.publicArea = publicArea
        digest = Hex.encode(SHA256.hash(data: try publicArea.publicKeyDER()))
        self.trust = trust
    }
}

/// Whether a piece of hardware stands behind an endorsement key.
public enum EndorsementTrust: Hashable, Sendable {
    /// A maker of hardware certified the key, and the chain ends at one of the roots that are configured for makers.
    case hardware(TPMMaker)
    /// Anything else, a software TPM among it: the protocol holds, and proves nothing about hardware.
    case software(SoftwareReason)

    /// Why a key does not count as hardware.
    public enum SoftwareReason: String, Hashable, Sendable {
        case noCertificate
        /// The chain does not end at a configured root, or a certificate in it does not hold now.
        case untrustedChain
        /// The certificate names a maker of software or virtual TPMs, or one that is not known to make hardware.
        case unknownMaker
    }

    /// The most that facts covered by this TPM's quotes can be believed.
    public var assurance: Assurance {
        switch self {
        case .hardware: .attested
        case .software: .agentVerified
        }
    }
}

/// Who made a TPM, as the endorsement certificate says it (EK credential profile §3.2.9).
public struct TPMMaker: Hashable, Sendable {
    /// The letters of the TCG's vendor list: `IFX`, `STM`.
    public var manufacturer: String
    /// The maker's name of the part.
    public var model: String
    /// The firmware's version when the certificate was made.
    public var version: String

    /// Names a maker.
    public init(manufacturer: String, model: String, version: String) {
        self.manufacturer = manufacturer
        self.model = model
        self.version = version
    }

    /// Makers of discrete or firmware TPMs on the TCG's vendor list.
    ///
    /// Left out because the same letters stand on software or virtual TPMs: IBM (the reference simulator and swtpm),
    /// MSFT (Hyper-V beside Pluton), GOOG (Compute Engine), VMW, SIM0 and its like, AMZN.
    public static let hardwareManufacturers: Set<String> = [
        "AMD", "ATML", "BRCM", "CROS", "FLYS", "HISI", "HPE", "HPI", "IFX", "INTC", "LEN", "NSG", "NSM", "NTC", "NTZ",
        "QCOM", "ROCC", "SECE", "SMSC", "SMSN", "SNS", "STM", "TXN", "WEC",
    ]

    /// Whether this maker is known to make hardware.
    public var makesHardware: Bool { Self.hardwareManufacturers.contains(manufacturer) }
}
