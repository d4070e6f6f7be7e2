public import GatehouseModel

/// One line of the device list.
public struct DeviceSummary: APIMessage {
    public var id: DeviceID
    public var name: String
    public var platform: Platform
    public var ownership: Ownership
    public var lifecycle: DeviceLifecycle
    public var groups: [String]
    public var manufacturer: String
    public var model: String
    public var serialNumber: String
    public var operatingSystem: String
    public var operatingSystemVersion: String
    public var enrolledAt: Instant
    public var lastContact: Instant
    /// `unknown` until the device was judged.
    public var complianceState: ComplianceState

    public init(device: Device, complianceState: ComplianceState) {
        id = device.id
        name = device.name
        platform = device.platform
        ownership = device.ownership
        lifecycle = device.lifecycle
        groups = device.groups
        manufacturer = device.manufacturer
        model = device.model
        serialNumber = device.serialNumber
        operatingSystem = device.operatingSystem
        operatingSystemVersion = device.operatingSystemVersion
        enrolledAt = device.enrolledAt
        lastContact = device.lastContact
        self.complianceState = complianceState
    }

    public static var example: Self {
        let device = Device(
            id: ExampleID.device, name: "eng-laptop-7", platform: .linux, ownership: .company,
            groups: ["engineering"], manufacturer: "LENOVO", model: "ThinkPad T14", serialNumber: "PF3X7K2A",
            operatingSystem: "Debian GNU/Linux", operatingSystemVersion: "12.11", enrolledAt: ExampleID.morning,
            lastContact: ExampleID.later)
        return Self(device: device, complianceState: .inGracePeriod)
    }
}

/// A device with its verdict, the requirements behind it, its certificates and its latest actions.
public struct DeviceDetail: APIMessage {
    public var device: DeviceSummary
    /// How far the device's identity can be believed: `attested` when its key is in hardware.
    public var identityAssurance: Assurance
    public var trustType: TrustType
    /// Not there until the device was judged.
    public var verdict: VerdictItem?
    public var statuses: [RequirementStatusItem]
    public var certificates: [CertificateItem]
    /// Newest first.
    public var actions: [ActionItem]

    public init(
        device: DeviceSummary, identityAssurance: Assurance, trustType: TrustType, verdict: VerdictItem?,
        statuses: [RequirementStatusItem], certificates: [CertificateItem], actions: [ActionItem]
    ) {
        self.device = device
        self.identityAssurance = identityAssurance
        self.trustType = trustType
        self.verdict = verdict
        self.statuses = statuses
        self.certificates = certificates
        self.actions = actions
    }

    public static var example: Self {
        Self(
            device: .example, identityAssurance: .agentVerified, trustType: .azureAd, verdict: .example,
            statuses: [.example], certificates: [.example], actions: [.example])
    }
}

/// A certificate that the authority gave to a device.
public struct CertificateItem: APIMessage {
    /// Lower-case hexadecimal.
    public var serial: String
    public var notBefore: Instant
    public var notAfter: Instant
    public var revokedAt: Instant?
    public var revocationReason: String?

    public init(
        serial: String, notBefore: Instant, notAfter: Instant, revokedAt: Instant? = nil,
        revocationReason: String? = nil
    ) {
        self.serial = serial
        self.notBefore = notBefore
        self.notAfter = notAfter
        self.revokedAt = revokedAt
        self.revocationReason = revocationReason
    }

    public static var example: Self {
        Self(
            serial: "4f1d0c9a7e", notBefore: ExampleID.morning, notAfter: ExampleID.nextWeek,
            revokedAt: ExampleID.later, revocationReason: "lost")
    }
}

/// Withdraws a device's identity.
public struct RevocationRequest: APIMessage {
    /// Kept with the revoked certificates and in the audit log.
    public var reason: String

    public init(reason: String) { self.reason = reason }

    public static var example: Self { Self(reason: "reported lost") }
}

/// One fact of a device.
public struct FactItem: APIMessage {
    public enum State: String, Codable, Sendable, Hashable, CaseIterable {
        case known
        case absent
        case unavailable
    }

    public var key: String
    public var state: State
    /// Any JSON value; only when the state is `known`.
    public var value: FactValue?
    /// Why there is no value.
    public var reason: String?
    public var source: String
    public var evidence: String
    public var observedAt: Instant
    public var assurance: Assurance

    public init(_ fact: Fact) {
        key = fact.key.rawValue
        switch fact.state {
        case .known(let value): (state, self.value, reason) = (.known, value, nil)
        case .absent(let reason): (state, value, self.reason) = (.absent, nil, reason)
        case .unavailable(let reason): (state, value, self.reason) = (.unavailable, nil, reason)
        }
        source = fact.source
        evidence = fact.evidence
        observedAt = fact.observedAt
        assurance = fact.assurance
    }

    public static var example: Self {
        var item = Self(
            Fact(
                key: "ssh.server.permitRootLogin", state: .known(.text("no")), source: "/etc/ssh/sshd_config",
                evidence: "PermitRootLogin no", observedAt: ExampleID.later, assurance: .agentVerified))
        item.reason = "the file is not readable"
        return item
    }
}
