public import GatehouseModel

/// A decision as it is recorded: enough to evaluate it again.
public struct DecisionRecord: Hashable, Sendable {
    /// Given with the answer, so that a denied person can quote it.
    public var id: DecisionID
    /// When it was decided, by the clock of the node that decided.
    public var at: Instant
    /// Name of the enforcement point that asked.
    public var enforcementPoint: String
    /// Name of the application that was asked for, as the enforcement point gave it.
    public var application: String
    /// `nil` when no known device stood behind the request.
    public var device: DeviceID?
    /// The client's address as text; empty when it was not given or could not be read.
    public var address: String
    /// The `User-Agent` header (RFC 9110, section 10.1.5), cut after 512 characters.
    public var userAgent: String
    /// The outcome with its reasons.
    public var decision: Decision
    /// The inputs, as JSON.
    public var signals: String
    /// SHA-256 of the policy set that was in force, in hexadecimal.
    public var policyDigest: String

    /// Makes the record; nothing is checked.
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
    /// The decision that was repeated.
    public var decision: DecisionID
    /// Start of the minute.
    public var minute: Instant
    /// How often it was repeated within the minute.
    public var count: Int64

    /// Makes the count of one minute.
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
    /// Whoever does not know whether it was recorded may append again: a decision stands as it was recorded first, and
    /// its repeats are then at most counted twice.
    func append(_ decisions: [DecisionRecord], repeats: [DecisionRepeat]) throws
    func removeDecisions(before instant: Instant) throws
}
