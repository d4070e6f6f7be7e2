public import GatehouseModel

/// A code that lets machines enrol; only its hash is kept.
public struct EnrolmentCode: Hashable, Sendable {
    /// Names the code where its secret must not be shown.
    public var id: CodeID
    /// SHA-256 of the code in hexadecimal.
    public var hash: String
    /// The ownership that every device which it enrols is given.
    public var ownership: Ownership
    /// Device groups that the enrolled device joins.
    public var groups: [String]
    /// How many enrolments it allows in all.
    public var usesAllowed: Int64
    /// How many enrolments were made with it, repeats of one request not counted.
    public var usesMade: Int64
    /// When it was made, by the server's clock.
    public var createdAt: Instant
    /// Who made it, as the audit log names them.
    public var createdBy: String
    /// From then on it enrols nobody.
    public var expiresAt: Instant
    /// `nil` while it is not revoked.
    public var revokedAt: Instant?

    /// Makes the code as it is kept, unused and not revoked unless said.
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
