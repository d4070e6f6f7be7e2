public import GatehouseModel

/// A code that lets machines enrol; only its hash is kept.
public struct EnrolmentCode: Hashable, Sendable {
    /// Names the code where its secret must not be shown.
    public var id: CodeID
    /// SHA-256 of the code in hexadecimal.
    public var hash: String
    /// What every device is given that it enrols.
    public var profile: EnrolmentProfile
    /// Whether somebody must agree to each enrolment.
    public var requiresApproval: Bool
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
        id: CodeID, hash: String, profile: EnrolmentProfile, requiresApproval: Bool = false, usesAllowed: Int64,
        usesMade: Int64 = 0, createdAt: Instant, createdBy: String, expiresAt: Instant, revokedAt: Instant? = nil
    ) {
        self.id = id
        self.hash = hash
        self.profile = profile
        self.requiresApproval = requiresApproval
        self.usesAllowed = usesAllowed
        self.usesMade = usesMade
        self.createdAt = createdAt
        self.createdBy = createdBy
        self.expiresAt = expiresAt
        self.revokedAt = revokedAt
    }
}

/// Asks for enrolment codes, and for enrolments that need somebody's word.
public protocol EnrolmentReading {
    func enrolmentCode(withHash hash: String) throws -> EnrolmentCode?
    func enrolmentCode(_ id: CodeID) throws -> EnrolmentCode?
    /// Newest first.
    func enrolmentCodes() throws -> [EnrolmentCode]
    func enrolmentApproval(_ id: EnrolmentID) throws -> EnrolmentApproval?
    func enrolmentApproval(of request: RequestID) throws -> EnrolmentApproval?
    /// Fields: `id state cause name serialNumber address createdAt expiresAt`; `state` as it was decided.
    func enrolmentApprovals(_ query: ListQuery) throws -> Page<EnrolmentApproval>
    /// How many are pending, or approved and not used, at `now`: all, or those of a code or a registration.
    func openEnrolmentApprovals(
        code: CodeID?, hardware: HardwareID?, at now: Instant
    ) throws -> Int
    /// How many enrolled devices there are besides `device`: all, or those of the owner.
    func enrolledDevices(ownedBy owner: String?, besides device: DeviceID?) throws -> Int
}

/// Changes enrolment codes, and enrolments that need somebody's word.
public protocol EnrolmentWriting {
    func save(_ code: EnrolmentCode) throws
    /// Inserts or replaces; a request has one.
    func save(_ approval: EnrolmentApproval) throws
    /// Forgets those that expired before `instant`, however they were decided.
    func removeEnrolmentApprovals(expiredBefore instant: Instant) throws
}
