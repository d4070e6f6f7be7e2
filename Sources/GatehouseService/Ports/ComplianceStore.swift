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

/// A verdict as it stood for a while.
public struct VerdictSpan: Hashable, Sendable {
    /// As it was judged; of one that lasts, as it is kept now.
    public var verdict: Verdict
    /// When it was judged so.
    public var from: Instant
    /// When it was judged otherwise; `nil` while it lasts.
    public var until: Instant?

    /// Makes the span.
    public init(verdict: Verdict, from: Instant, until: Instant?) {
        self.verdict = verdict
        self.from = from
        self.until = until
    }
}

/// What was found of a requirement for a while: a part of its interval.
public struct RequirementSpan: Hashable, Sendable {
    /// As it was judged; its `since` is where the interval begins.
    public var status: RequirementStatus
    /// When it was judged so.
    public var from: Instant
    /// When it was judged otherwise; `nil` while it lasts.
    public var until: Instant?

    /// Makes the span.
    public init(status: RequirementStatus, from: Instant, until: Instant?) {
        self.status = status
        self.from = from
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
    /// Of those of the devices that were judged.
    func verdicts(of devices: [DeviceID]) throws -> [DeviceID: Verdict]
    /// The intervals that last, of every assigned requirement.
    func statuses(of device: DeviceID) throws -> [RequirementStatus]
    /// Asks at once for what judging each of these devices asks for, which is answered from memory afterwards: its
    /// verdict, the intervals that last, these facts, and its job of this kind.
    func readAhead(of devices: [DeviceID], lookingAt keys: Set<FactKey>, jobs kind: String) throws
    /// Past and lasting intervals, newest first.
    func intervals(of device: DeviceID, limit: Int) throws -> [RequirementInterval]
    /// The verdict that stood at `instant`; `nil` when none was recorded or it is not kept any more.
    func verdict(of device: DeviceID, at instant: Instant) throws -> VerdictSpan?
    /// What was found of each requirement at `instant`, as it was judged then, by policy and requirement.
    func requirementSpans(of device: DeviceID, at instant: Instant) throws -> [RequirementSpan]
    /// Verdicts that began before `instant`, newest first.
    func verdictSpans(of device: DeviceID, before instant: Instant, limit: Int) throws -> [VerdictSpan]
    /// What was found of requirements and began before `instant`, newest first.
    func requirementSpans(of device: DeviceID, before instant: Instant, limit: Int) throws -> [RequirementSpan]
    /// Devices by the state of their verdict; those never judged are `unknown`.
    func verdictCounts() throws -> [ComplianceState: Int]
    /// Enrolled devices, counted by what decisions look at beside names and texts.
    func fleetClasses() throws -> [FleetClass: Int]
}

/// Changes verdicts and intervals.
public protocol ComplianceWriting {
    /// Replaces the verdict and keeps the one before as past, unless only its validity grew; appends
    /// ``Change/Kind/verdict``.
    func save(_ verdict: Verdict, of device: DeviceID, at now: Instant) throws
    /// Makes the lasting intervals be `statuses`: one that ended is closed at `now`, one that goes on keeps what was
    /// found before as past, a new one begins. Counts of reports and actions that were done are not kept as past.
    func save(_ statuses: [RequirementStatus], of device: DeviceID, at now: Instant) throws
    /// Forgets up to `limit` past verdicts and as many findings that ended before; how many there were.
    func removeComplianceHistory(endedBefore instant: Instant, limit: Int) throws -> Int
    /// Forgets the oldest findings of every device that has more than `most` past ones; how many there were.
    func removeComplianceHistory(beyond most: Int) throws -> Int
}
