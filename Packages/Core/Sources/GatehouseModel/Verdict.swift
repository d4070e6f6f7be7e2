/// Compliance state of a device, worst last; the worst over its policies is the device's (`SEMANTICS` §3).
public enum ComplianceState: String, Sendable, Hashable, CaseIterable, Comparable {
    case notApplicable
    case compliant
    case inGracePeriod
    /// Assigned but not evaluated yet, or beyond the validity period.
    case unknown
    case noncompliant

    private var rank: Int {
        switch self {
        case .notApplicable: 0
        case .compliant: 1
        case .inGracePeriod: 2
        case .unknown: 3
        case .noncompliant: 4
        }
    }

    public static func < (left: Self, right: Self) -> Bool { left.rank < right.rank }

    /// Whether the control *compliant device* is met.
    public var satisfiesCompliantDevice: Bool { self == .compliant || self == .inGracePeriod }
}

/// The result of one requirement on one device.
public enum RequirementResult: String, Sendable, Hashable, CaseIterable {
    case satisfied
    case failing
    case unknown
    case notApplicable
    /// The rule itself cannot be evaluated.
    case error

    /// Failing and unknown are one unsatisfied interval: hiding a fact buys no grace.
    public var isUnsatisfied: Bool { self == .failing || self == .unknown }
}

/// One requirement's standing on one device, as an interval that began at `since`.
public struct RequirementStatus: Hashable, Sendable {
    public var policy: String
    public var requirement: String
    public var result: RequirementResult
    /// When this unsatisfied, satisfied, not applicable or error interval began.
    public var since: Instant
    /// When grace ends, if the requirement is unsatisfied and grace was given.
    public var graceEnd: Instant?
    public var severity: Severity
    public var fact: FactKey
    /// What the requirement wants, in words: `at least 12.5`.
    public var wanted: String
    /// What was found, in words, with the reason when nothing was.
    public var found: String
    public var evidence: String
    public var remediation: String

    public init(
        policy: String, requirement: String, result: RequirementResult, since: Instant, graceEnd: Instant?,
        severity: Severity, fact: FactKey, wanted: String, found: String, evidence: String, remediation: String
    ) {
        self.policy = policy
        self.requirement = requirement
        self.result = result
        self.since = since
        self.graceEnd = graceEnd
        self.severity = severity
        self.fact = fact
        self.wanted = wanted
        self.found = found
        self.evidence = evidence
        self.remediation = remediation
    }
}

/// Compliance of a device now.
public struct Verdict: Hashable, Sendable {
    public var state: ComplianceState
    public var since: Instant
    /// The earliest end of a running grace, when the state is ``ComplianceState/inGracePeriod``.
    public var graceEnd: Instant?
    /// After this the verdict is ``ComplianceState/unknown`` unless the device reports again.
    public var validUntil: Instant
    /// Why the state is what it is when no single requirement says so (`no compliance policy is assigned`).
    public var note: String?

    public init(state: ComplianceState, since: Instant, graceEnd: Instant?, validUntil: Instant, note: String? = nil) {
        self.state = state
        self.since = since
        self.graceEnd = graceEnd
        self.validUntil = validUntil
        self.note = note
    }

    /// The state at `now`: a grace that ran out and a validity that passed count without being evaluated again.
    public func state(at now: Instant) -> ComplianceState {
        if now >= validUntil, state < .unknown { return .unknown }
        if state == .inGracePeriod, let graceEnd, now >= graceEnd { return .noncompliant }
        return state
    }
}
