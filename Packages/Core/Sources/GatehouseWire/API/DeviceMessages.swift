public import GatehouseModel

/// One line of the device list.
public struct DeviceSummary: APIMessage {
    /// Stays when the same hardware enrols again.
    public var id: DeviceID
    /// As given at the last enrolment; several devices may bear the same.
    public var name: String
    /// As the agent said at enrolment.
    public var platform: Platform
    /// Set by the enrolment code.
    public var ownership: Ownership
    /// How the device is bound to the tenant, in Graph's spelling.
    public var trustType: TrustType
    /// What may be done with it.
    public var management: DeviceManagement
    /// Whether the identity is still good.
    public var lifecycle: DeviceLifecycle
    /// Names of the device groups that it is in.
    public var groups: [String]
    /// Names of the device groups of which that is not known; policies that exclude these are not kept from it.
    public var uncertainGroups: [String]
    /// As the machine says; empty when it does not.
    public var manufacturer: String
    /// As the machine says; empty when it does not.
    public var model: String
    /// As the machine says; empty when it does not.
    public var serialNumber: String
    /// The e-mail address or user principal name of the person it was given to; not there for nobody's.
    public var owner: String?
    /// The administrators' own words for it, in order.
    public var tags: [String]
    /// Who answers for it.
    public var accountability: AccountabilityItem
    /// As a person says it, `Debian GNU/Linux`.
    public var operatingSystem: String
    /// As the system says it, `12.11`.
    public var operatingSystemVersion: String
    /// When it last enrolled.
    public var enrolledAt: Instant
    /// When it last checked in; written in batches, so that it can lag by a minute.
    public var lastContact: Instant
    /// `unknown` until the device was judged.
    public var complianceState: ComplianceState

    /// A device with its state at the time of the answer.
    public init(device: Device, complianceState: ComplianceState) {
        id = device.id
        name = device.name
        platform = device.platform
        ownership = device.ownership
        trustType = device.trustType
        management = device.management
        lifecycle = device.lifecycle
        groups = device.groups
        uncertainGroups = device.uncertainGroups
        manufacturer = device.manufacturer
        model = device.model
        serialNumber = device.serialNumber
        owner = device.owner
        tags = device.tags
        accountability = AccountabilityItem(device.accountability)
        operatingSystem = device.operatingSystem
        operatingSystemVersion = device.operatingSystemVersion
        enrolledAt = device.enrolledAt
        lastContact = device.lastContact
        self.complianceState = complianceState
    }

    /// A laptop in its grace period.
    public static var example: Self {
        let device = Device(
            id: ExampleID.device, name: "eng-laptop-7", platform: .linux, ownership: .company,
            groups: ["engineering"], uncertainGroups: ["rugged-hardware"], manufacturer: "LENOVO",
            model: "ThinkPad T14", serialNumber: "PF3X7K2A",
            owner: "ada@example.org", tags: ["kiosk"],
            accountability: Accountability(party: "Workplace team", department: "IT", costCentre: "4711"),
            operatingSystem: "Debian GNU/Linux", operatingSystemVersion: "12.11", enrolledAt: ExampleID.morning,
            lastContact: ExampleID.later)
        return Self(device: device, complianceState: .inGracePeriod)
    }
}

/// A device with its verdict, the requirements behind it, its certificates and its latest actions.
public struct DeviceDetail: APIMessage {
    /// The line of the device list.
    public var device: DeviceSummary
    /// How far the device's identity can be believed: `attested` when its key is in hardware.
    public var identityAssurance: Assurance
    /// How the device is bound to the tenant, in Graph's spelling.
    public var trustType: TrustType
    /// Not there when the device showed no TPM: its key is in a file.
    public var attestation: AttestationItem?
    /// Not there until the device was judged.
    public var verdict: VerdictItem?
    /// Of every assigned policy, by policy and requirement.
    public var statuses: [RequirementStatusItem]
    /// Oldest first, also revoked and ended ones.
    public var certificates: [CertificateItem]
    /// Newest first.
    public var actions: [ActionItem]

    /// A device with all that hangs on it.
    public init(
        device: DeviceSummary, identityAssurance: Assurance, trustType: TrustType,
        attestation: AttestationItem? = nil, verdict: VerdictItem?, statuses: [RequirementStatusItem],
        certificates: [CertificateItem], actions: [ActionItem]
    ) {
        self.device = device
        self.identityAssurance = identityAssurance
        self.trustType = trustType
        self.attestation = attestation
        self.verdict = verdict
        self.statuses = statuses
        self.certificates = certificates
        self.actions = actions
    }

    /// A laptop with one of each.
    public static var example: Self {
        Self(
            device: .example, identityAssurance: .attested, trustType: .azureAd, attestation: .example,
            verdict: .example, statuses: [.example], certificates: [.example], actions: [.example])
    }
}

/// A certificate that the authority gave to a device.
public struct CertificateItem: APIMessage {
    /// Lower-case hexadecimal.
    public var serial: String
    /// Start of its validity (RFC 5280 §4.1.2.5).
    public var notBefore: Instant
    /// End of its validity, if it is not revoked before.
    public var notAfter: Instant
    /// Not there while it is not revoked.
    public var revokedAt: Instant?
    /// What the one who revoked it said, or `enrolled again`, or `device deleted`.
    public var revocationReason: String?

    /// A certificate; without `revokedAt` it is not revoked.
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

    /// A certificate that was revoked.
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

    /// A withdrawal; the server refuses a reason that has not 1 to 1000 bytes.
    public init(reason: String) { self.reason = reason }

    /// A device that was lost.
    public static var example: Self { Self(reason: "reported lost") }
}

/// One fact of a device.
public struct FactItem: APIMessage {
    /// Whether the value is known, known not to exist (`absent`), or could not be had (`unavailable`).
    public enum State: String, Codable, Sendable, Hashable, CaseIterable {
        case known
        case absent
        case unavailable
    }

    /// Dotted lower camel case, as the fact catalogue has it.
    public var key: String
    /// Says which of `value` and `reason` there is.
    public var state: State
    /// Any JSON value; only when the state is `known`.
    public var value: FactValue?
    /// Why there is no value.
    public var reason: String?
    /// Where the value was read: a path, a netlink family, a command, or `server`.
    public var source: String
    /// What was read there, in short, so that a person can check it.
    public var evidence: String
    /// When it was read, by the clock of the one who read it.
    public var observedAt: Instant
    /// How far it can be believed.
    public var assurance: Assurance

    /// A fact as it is kept.
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

    /// A setting of the SSH server.
    public static var example: Self {
        var item = Self(
            Fact(
                key: "ssh.server.permitRootLogin", state: .known(.text("no")), source: "/etc/ssh/sshd_config",
                evidence: "PermitRootLogin no", observedAt: ExampleID.later, assurance: .agentVerified))
        item.reason = "the file is not readable"
        return item
    }
}
