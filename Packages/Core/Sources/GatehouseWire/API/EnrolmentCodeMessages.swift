public import GatehouseModel

/// Asks for a code that lets machines enrol.
public struct EnrolmentCodeRequest: APIMessage {
    /// How many machines may enrol with it; from 1.
    public var uses: Int64
    /// How long it lasts, as `1h` or `7d`.
    public var expiresIn: String
    /// Who owns the devices that enrol with it.
    public var ownership: Ownership
    /// Device groups that the enrolled devices join.
    public var groups: [String]
    /// How the devices are bound to the tenant, in Graph's spelling; `AzureAd` (joined) unless given.
    public var trustType: TrustType?
    /// What may be done with the devices; `managed` unless given.
    public var management: DeviceManagement?
    /// The person whose devices they are.
    public var owner: String?
    /// Whether somebody must agree to each enrolment; not so unless given.
    public var requiresApproval: Bool?

    /// A request; the server refuses more than 100000 uses, more than `366d` and groups that do not exist.
    public init(
        uses: Int64, expiresIn: String, ownership: Ownership, groups: [String], trustType: TrustType? = nil,
        management: DeviceManagement? = nil, owner: String? = nil, requiresApproval: Bool? = nil
    ) {
        self.uses = uses
        self.expiresIn = expiresIn
        self.ownership = ownership
        self.groups = groups
        self.trustType = trustType
        self.management = management
        self.owner = owner
        self.requiresApproval = requiresApproval
    }

    /// A code for one machine, for an hour.
    public static var example: Self {
        Self(
            uses: 1, expiresIn: "1h", ownership: .company, groups: ["engineering"], trustType: .azureAd,
            management: .managed, owner: "ada@example.com", requiresApproval: true)
    }
}

/// A fresh code; this is the only time that it is shown.
public struct EnrolmentCodeCreated: APIMessage {
    /// To be given to `gatehouse-agent enrol`; the server keeps only its hash.
    public var code: String
    /// What is kept of it.
    public var enrolmentCode: EnrolmentCodeItem

    /// A code with what is kept of it.
    public init(code: String, enrolmentCode: EnrolmentCodeItem) {
        self.code = code
        self.enrolmentCode = enrolmentCode
    }

    /// A code that nobody used yet.
    public static var example: Self { Self(code: "GH-K7QF2-M9XTD-HW8RB-C4GJN-5P3VS", enrolmentCode: .example) }
}

/// What is kept of an enrolment code.
public struct EnrolmentCodeItem: APIMessage {
    /// Whether a code lets machines in; one that was revoked says so whatever else ended it.
    public enum State: String, Codable, Sendable, Hashable, CaseIterable {
        case usable
        case usedUp
        case expired
        case revoked
    }

    /// Names the code without revealing it.
    public var id: CodeID
    /// As it is when it is answered.
    public var state: State
    /// Who owns the devices that enrol with it.
    public var ownership: Ownership
    /// Device groups that the enrolled devices join.
    public var groups: [String]
    /// How the devices are bound to the tenant, in Graph's spelling.
    public var trustType: TrustType
    /// What may be done with the devices.
    public var management: DeviceManagement
    /// The person whose devices they are.
    public var owner: String?
    /// Whether somebody must agree to each enrolment.
    public var requiresApproval: Bool
    /// How many enrolments it is good for.
    public var usesAllowed: Int64
    /// Enrolments so far, also those of machines that enrolled again.
    public var usesMade: Int64
    /// By the server's clock.
    public var createdAt: Instant
    /// Who made it, as the audit log names them: `token:NAME`.
    public var createdBy: String
    /// From then on no machine gets in by it.
    public var expiresAt: Instant
    /// Not there while it is not revoked.
    public var revokedAt: Instant?

    /// A code; without `revokedAt` it is not revoked.
    public init(
        id: CodeID, state: State, ownership: Ownership, groups: [String], trustType: TrustType,
        management: DeviceManagement, owner: String?, requiresApproval: Bool, usesAllowed: Int64, usesMade: Int64,
        createdAt: Instant, createdBy: String, expiresAt: Instant, revokedAt: Instant? = nil
    ) {
        self.trustType = trustType
        self.management = management
        self.owner = owner
        self.requiresApproval = requiresApproval
        self.id = id
        self.state = state
        self.ownership = ownership
        self.groups = groups
        self.usesAllowed = usesAllowed
        self.usesMade = usesMade
        self.createdAt = createdAt
        self.createdBy = createdBy
        self.expiresAt = expiresAt
        self.revokedAt = revokedAt
    }

    /// A code for one machine.
    public static var example: Self {
        Self(
            id: ExampleID.code, state: .usable, ownership: .company, groups: ["engineering"], trustType: .azureAd,
            management: .managed, owner: "ada@example.com", requiresApproval: true, usesAllowed: 1, usesMade: 0,
            createdAt: ExampleID.morning, createdBy: "token:setup", expiresAt: ExampleID.nextWeek,
            revokedAt: ExampleID.later)
    }
}
