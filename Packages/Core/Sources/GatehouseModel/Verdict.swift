/// Compliance state of a device, worst last; the worst over its policies is the device's (`docs/semantics.md` §3).
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

    /// Better is less: `notApplicable` first, `noncompliant` last.
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

    /// Whether an unsatisfied interval ends with it.
    public var endsInterval: Bool { self == .satisfied || self == .notApplicable }
}

/// One requirement's standing on one device, as an interval that began at `since`.
public struct RequirementStatus: Hashable, Sendable {
    /// The policy's name; with ``requirement`` it names the interval.
    public var policy: String
    /// The requirement's name, unique within its policy.
    public var requirement: String
    /// What the last evaluation found.
    public var result: RequirementResult
    /// When this unsatisfied, satisfied, not applicable or error interval began.
    public var since: Instant
    /// When grace ends, if the requirement is unsatisfied and grace was given.
    public var graceEnd: Instant?
    /// As the requirement gives it; it does not weigh in the verdict.
    public var severity: Severity
    /// The fact that is tested, not that of the precondition.
    public var fact: FactKey
    /// What the requirement wants, in words: `at least 12.5`.
    public var wanted: String
    /// What was found, in words, with the reason when nothing was.
    public var found: String
    /// The fact's own evidence, else its source; empty when it was not reported.
    public var evidence: String
    /// What the person can do, as the policy says it; may be empty.
    public var remediation: String
    /// A change of result that waits for more reports; `nil` when none does.
    public var pending: PendingResult?
    /// The policy's scheduled actions that were done in this interval, by their keys, as `notify-1`.
    public var actionsDone: [String]

    /// Takes the parts as they are; intervals are worked out where requirements are evaluated.
    public init(
        policy: String, requirement: String, result: RequirementResult, since: Instant, graceEnd: Instant?,
        severity: Severity, fact: FactKey, wanted: String, found: String, evidence: String, remediation: String,
        pending: PendingResult? = nil, actionsDone: [String] = []
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
        self.pending = pending
        self.actionsDone = actionsDone
    }

    /// How far a change that waits for more reports is, as `2 of 3 good reports`; `nil` when none waits.
    public var reportsInWords: String? { pending?.words(good: result != .satisfied) }

    /// Whether the newest report was good and only the ones before it keep the requirement unsatisfied.
    public var isRecovering: Bool { result != .satisfied && (pending?.result.endsInterval ?? false) }
}

/// Compliance of a device now.
public struct Verdict: Hashable, Sendable {
    /// The state when it was evaluated; for the state now ask ``state(at:)``.
    public var state: ComplianceState
    /// When the device came into this state; evaluating it again with the same result keeps it.
    public var since: Instant
    /// The earliest end of a running grace, when the state is ``ComplianceState/inGracePeriod``.
    public var graceEnd: Instant?
    /// After this the verdict is ``ComplianceState/unknown`` unless the device reports again.
    public var validUntil: Instant
    /// Why the state is what it is when no single requirement says so (`no compliance policy is assigned`).
    public var note: String?

    /// Takes the parts as they are; nothing is checked.
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
