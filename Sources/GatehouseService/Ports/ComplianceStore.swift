public import GatehouseModel

/// One requirement's interval as it is kept.
public struct RequirementInterval: Hashable, Sendable {
    /// The last judgement within the interval; its `since` is where the interval begins.
    public var status: RequirementStatus
    /// `nil` while it lasts.
    public var until: Instant?

    /// Makes the interval; `until` is `nil` while it lasts.
    public init(status: RequirementStatus, until: Instant?) {
        self.status = status
        self.until = until
    }
}

/// What decisions look at of a device, beside its names and texts.
public struct FleetClass: Hashable, Sendable {
    /// What the device said at enrolment.
    public var platform: Platform
    /// Who owns it.
    public var ownership: Ownership
    /// How it is bound to its tenant.
    public var trustType: TrustType
    /// How well its identity is proven.
    public var identityAssurance: Assurance
    /// The state of its verdict; `nil` when it was never judged.
    public var state: ComplianceState?

    /// Takes the parts as they are.
    public init(
        platform: Platform, ownership: Ownership, trustType: TrustType, identityAssurance: Assurance,
        state: ComplianceState?
    ) {
        self.platform = platform
        self.ownership = ownership
        self.trustType = trustType
        self.identityAssurance = identityAssurance
        self.state = state
    }
}

/// Asks for verdicts and the intervals behind them.
public protocol ComplianceReading {
    func verdict(of device: DeviceID) throws -> Verdict?
    /// The intervals that last, of every assigned requirement.
    func statuses(of device: DeviceID) throws -> [RequirementStatus]
    /// Past and lasting intervals, newest first.
    func intervals(of device: DeviceID, limit: Int) throws -> [RequirementInterval]
    /// Devices by the state of their verdict; those never judged are `unknown`.
    func verdictCounts() throws -> [ComplianceState: Int]
    /// Enrolled devices, counted by what decisions look at beside names and texts.
    func fleetClasses() throws -> [FleetClass: Int]
}

/// Changes verdicts and intervals.
public protocol ComplianceWriting {
    /// Replaces the verdict; appends ``Change/Kind/verdict``.
    func save(_ verdict: Verdict, of device: DeviceID) throws
    /// Makes the lasting intervals be `statuses`: one that ended is closed at `now`, one that goes on is brought up
    /// to date, a new one begins.
    func save(_ statuses: [RequirementStatus], of device: DeviceID, at now: Instant) throws
}
