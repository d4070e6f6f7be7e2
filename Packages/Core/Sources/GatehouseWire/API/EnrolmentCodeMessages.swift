public import GatehouseModel

/// Asks for a code that lets machines enrol.
public struct EnrolmentCodeRequest: APIMessage {
    /// How many machines may enrol with it; from 1.
    public var uses: Int64
    /// How long it lasts, as `1h` or `7d`.
    public var expiresIn: String
    public var ownership: Ownership
    /// Device groups that the enrolled devices join.
    public var groups: [String]

    public init(uses: Int64, expiresIn: String, ownership: Ownership, groups: [String]) {
        self.uses = uses
        self.expiresIn = expiresIn
        self.ownership = ownership
        self.groups = groups
    }

    public static var example: Self {
        Self(uses: 1, expiresIn: "1h", ownership: .company, groups: ["engineering"])
    }
}

/// A fresh code; this is the only time that it is shown.
public struct EnrolmentCodeCreated: APIMessage {
    public var code: String
    public var enrolmentCode: EnrolmentCodeItem

    public init(code: String, enrolmentCode: EnrolmentCodeItem) {
        self.code = code
        self.enrolmentCode = enrolmentCode
    }

    public static var example: Self { Self(code: "K7QF-2M9X-TDHW-8RBC", enrolmentCode: .example) }
}

/// What is kept of an enrolment code.
public struct EnrolmentCodeItem: APIMessage {
    public enum State: String, Codable, Sendable, Hashable, CaseIterable {
        case usable
        case usedUp
        case expired
        case revoked
    }

    public var id: CodeID
    public var state: State
    public var ownership: Ownership
    public var groups: [String]
    public var usesAllowed: Int64
    public var usesMade: Int64
    public var createdAt: Instant
    public var createdBy: String
    public var expiresAt: Instant
    public var revokedAt: Instant?

    public init(
        id: CodeID, state: State, ownership: Ownership, groups: [String], usesAllowed: Int64, usesMade: Int64,
        createdAt: Instant, createdBy: String, expiresAt: Instant, revokedAt: Instant? = nil
    ) {
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

    public static var example: Self {
        Self(
            id: ExampleID.code, state: .usable, ownership: .company, groups: ["engineering"], usesAllowed: 1,
            usesMade: 0, createdAt: ExampleID.morning, createdBy: "token:setup", expiresAt: ExampleID.nextWeek,
            revokedAt: ExampleID.later)
    }
}
