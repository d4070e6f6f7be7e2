/// A tenant's rules of letting devices in.
public struct EnrolmentSettings: Hashable, Sendable {
    /// Which enrolments need somebody's word beyond those whose code says so.
    public enum Approval: String, Sendable, Hashable, CaseIterable {
        case byCode
        case personal
        /// All but those of hardware that proves that it is registered.
        case all
    }

    /// What becomes of a device that comes back after it was retired or revoked, or of one beyond a maximum.
    public enum Treatment: String, Sendable, Hashable, CaseIterable {
        case allow
        case approve
        case refuse
    }

    /// The most enrolled devices; `nil` for no limit.
    public var maximumDevices: Int?
    /// The most enrolled devices of one owner; a device without an owner counts for nobody.
    public var maximumDevicesPerOwner: Int
    /// What becomes of a device beyond one of the two: approved or refused.
    public var beyondMaximum: Treatment
    /// Which enrolments need somebody's word.
    public var approval: Approval
    /// What becomes of a device that was retired or revoked.
    public var returning: Treatment
    /// How long an enrolment waits for somebody's word, and then for its machine.
    public var approvalLifetime: Duration

    /// A fresh tenant's, unless said otherwise: 50 devices an owner, the rest refused; who left may come back; a week.
    public init(
        maximumDevices: Int? = nil, maximumDevicesPerOwner: Int = 50, beyondMaximum: Treatment = .refuse,
        approval: Approval = .byCode, returning: Treatment = .allow,
        approvalLifetime: Duration = .seconds(7 * 86_400)
    ) {
        self.maximumDevices = maximumDevices
        self.maximumDevicesPerOwner = maximumDevicesPerOwner
        self.beyondMaximum = beyondMaximum
        self.approval = approval
        self.returning = returning
        self.approvalLifetime = approvalLifetime
    }
}
