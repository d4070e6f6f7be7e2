public import GatehouseModel

/// A code that lets machines enrol; only its hash is kept.
public struct EnrolmentCode: Hashable, Sendable {
    public var id: CodeID
    /// SHA-256 of the code in hexadecimal.
    public var hash: String
    public var ownership: Ownership
    /// Device groups that the enrolled device joins.
    public var groups: [String]
    public var usesAllowed: Int64
    public var usesMade: Int64
    public var createdAt: Instant
    public var createdBy: String
    public var expiresAt: Instant
    public var revokedAt: Instant?

    public init(
        id: CodeID, hash: String, ownership: Ownership, groups: [String], usesAllowed: Int64, usesMade: Int64 = 0,
        createdAt: Instant, createdBy: String, expiresAt: Instant, revokedAt: Instant? = nil
    ) {
        self.id = id
        self.hash = hash
        self.ownership = ownership
        self.groups = groups
        self.usesAllowed = usesAllowed
        self.usesMade = usesMade
        self.createdAt = createdAt
        self.createdBy = createdBy
        self.expiresAt = expiresAt
        self.revokedAt = revokedAt
    }
}

/// Asks for enrolment codes.
public protocol EnrolmentReading {
    func enrolmentCode(withHash hash: String) throws -> EnrolmentCode?
    func enrolmentCode(_ id: CodeID) throws -> EnrolmentCode?
    /// Newest first.
    func enrolmentCodes() throws -> [EnrolmentCode]
}

/// Changes enrolment codes.
public protocol EnrolmentWriting {
    func save(_ code: EnrolmentCode) throws
}
