public import GatehouseModel

/// A decision as it is recorded: enough to evaluate it again.
public struct DecisionRecord: Hashable, Sendable {
    public var id: DecisionID
    public var at: Instant
    public var enforcementPoint: String
    public var application: String
    public var device: DeviceID?
    public var address: String
    public var userAgent: String
    public var decision: Decision
    /// The inputs, as JSON.
    public var signals: String
    /// SHA-256 of the policy set that was in force, in hexadecimal.
    public var policyDigest: String

    public init(
        id: DecisionID, at: Instant, enforcementPoint: String, application: String, device: DeviceID?,
        address: String, userAgent: String, decision: Decision, signals: String, policyDigest: String
    ) {
        self.id = id
        self.at = at
        self.enforcementPoint = enforcementPoint
        self.application = application
        self.device = device
        self.address = address
        self.userAgent = userAgent
        self.decision = decision
        self.signals = signals
        self.policyDigest = policyDigest
    }
}

/// Repeats of one decision that were answered from a cache, by minute.
public struct DecisionRepeat: Hashable, Sendable {
    public var decision: DecisionID
    /// Start of the minute.
    public var minute: Instant
    public var count: Int64

    public init(decision: DecisionID, minute: Instant, count: Int64) {
        self.decision = decision
        self.minute = minute
        self.count = count
    }
}

/// Asks for recorded decisions.
public protocol DecisionReading {
    func decision(_ id: DecisionID) throws -> DecisionRecord?
    /// Newest first. Fields: `at application device enforcementPoint outcome address`.
    func decisions(_ query: ListQuery) throws -> Page<DecisionRecord>
    func repeats(of decision: DecisionID) throws -> Int64
}

/// Records decisions.
public protocol DecisionWriting {
    func append(_ decisions: [DecisionRecord], repeats: [DecisionRepeat]) throws
    func removeDecisions(before instant: Instant) throws
}
