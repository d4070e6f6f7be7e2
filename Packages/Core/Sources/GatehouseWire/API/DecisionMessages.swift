public import GatehouseModel

/// Why a decision came out as it did.
public struct DecisionReasonItem: APIMessage {
    /// For programs; stable.
    public var code: DecisionReason.Code
    /// Name of the access policy; not there when none was decisive.
    public var policy: String?
    /// The grant control that the reason is about, if it is about one.
    public var control: GrantControl?
    /// One sentence for the person: lower case, no full stop.
    public var detail: String
    /// What the person can do; empty when there is nothing to do.
    public var remediation: String

    /// A reason as the decision has it.
    public init(_ reason: DecisionReason) {
        code = reason.code
        policy = reason.policy
        control = reason.control
        detail = reason.detail
        remediation = reason.remediation
    }

    /// A control that is not satisfied.
    public static var example: Self {
        Self(
            DecisionReason(
                code: .controlNotSatisfied, policy: "wiki-compliant", control: .compliantDevice,
                detail: "the device is noncompliant", remediation: "see what is failing with `gatehouse explain`"))
    }
}

/// How one access policy came out.
public struct PolicyOutcomeItem: APIMessage {
    /// Name of the access policy.
    public var policy: String
    /// Whether it is only observed: its result then changes no decision.
    public var reportOnly: Bool
    /// Whether its conditions hold; `mayApply` when one could not be known, and then it counts as applying.
    public var application: PolicyOutcome.Application
    /// In Graph's words; `notApplied` when a condition is false.
    public var result: PolicyOutcome.Result
    /// The first condition that is false, or that could not be known.
    public var decidingCondition: String?

    /// An outcome as the decision has it.
    public init(_ outcome: PolicyOutcome) {
        policy = outcome.policy
        reportOnly = outcome.isReportOnly
        application = outcome.application
        result = outcome.result
        decidingCondition = outcome.decidingCondition
    }

    /// A policy that is enforced and fails.
    public static var example: Self {
        Self(
            PolicyOutcome(
                policy: "wiki-compliant", isReportOnly: false, application: .applies, result: .failure,
                decidingCondition: "location"))
    }
}

/// A recorded decision.
public struct DecisionItem: APIMessage {
    /// Sorts by time (RFC 9562 version 7).
    public var id: DecisionID
    /// When it was evaluated, by the server's clock.
    public var at: Instant
    /// What the enforcement point was told.
    public var outcome: Outcome
    /// Name of the application that was asked for, whether it exists or not.
    public var application: String
    /// Name of the enforcement point that asked.
    public var enforcementPoint: String
    /// Not there when no device was recognised.
    public var device: DeviceID?
    /// The client's IP address as the enforcement point gave it; empty when it is not known.
    public var address: String
    /// The client's `User-Agent`, cut at 512 characters; anybody can write one.
    public var userAgent: String
    /// Why, at least one.
    public var reasons: [DecisionReasonItem]
    /// Those that apply or may apply; none when the request was refused before they were asked.
    public var policies: [PolicyOutcomeItem]
    /// What would turn a challenge into an allow.
    public var missing: [GrantControl]
    /// How long the enforcement point may repeat the answer without asking.
    public var validUntil: Instant
    /// SHA-256 of the policy set that was in force, in hexadecimal.
    public var policyDigest: String
    /// How often it was answered again from a cache; only when one decision is asked for.
    public var repeats: Int64?

    /// A recorded decision; `repeats` is left out in lists.
    public init(
        id: DecisionID, at: Instant, application: String, enforcementPoint: String, device: DeviceID?,
        address: String, userAgent: String, decision: Decision, policyDigest: String, repeats: Int64? = nil
    ) {
        self.id = id
        self.at = at
        outcome = decision.outcome
        self.application = application
        self.enforcementPoint = enforcementPoint
        self.device = device
        self.address = address
        self.userAgent = userAgent
        reasons = decision.reasons.map(DecisionReasonItem.init)
        policies = decision.policies.map(PolicyOutcomeItem.init)
        missing = decision.missing
        validUntil = decision.validUntil
        self.policyDigest = policyDigest
        self.repeats = repeats
    }

    /// A challenge that a compliant device would answer.
    public static var example: Self {
        var item = Self(
            id: ExampleID.decision, at: ExampleID.later, application: "wiki", enforcementPoint: "edge-1",
            device: ExampleID.device, address: "192.0.2.7", userAgent: "curl/8.5.0",
            decision: Decision(
                outcome: .challenge, reasons: [], policies: [], missing: [.compliantDevice],
                validUntil: ExampleID.later),
            policyDigest: "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08", repeats: 42)
        item.reasons = [.example]
        item.policies = [.example]
        return item
    }
}

/// What would be decided for a device now, and why.
public struct ExplainResponse: APIMessage {
    /// The device that was asked about.
    public var device: DeviceSummary
    /// Not there until the device was judged.
    public var verdict: VerdictItem?
    /// Of every assigned policy, those that are not met first.
    public var statuses: [RequirementStatusItem]
    /// What the policies have done about what is not met, and will do.
    public var scheduledActions: [ScheduledActionItem]
    /// The one that was asked for, else every application by name.
    public var applications: [ApplicationExplanation]

    /// A device with what it would be answered.
    public init(
        device: DeviceSummary, verdict: VerdictItem?, statuses: [RequirementStatusItem],
        scheduledActions: [ScheduledActionItem] = [], applications: [ApplicationExplanation]
    ) {
        self.device = device
        self.verdict = verdict
        self.statuses = statuses
        self.scheduledActions = scheduledActions
        self.applications = applications
    }

    /// One device and one application.
    public static var example: Self {
        Self(
            device: .example, verdict: .example, statuses: [.example], scheduledActions: [.example],
            applications: [.example])
    }
}

/// What would be decided for one application.
public struct ApplicationExplanation: APIMessage {
    /// Name of the application.
    public var application: String
    /// What would be answered now; nothing is recorded.
    public var outcome: Outcome
    /// Why, at least one.
    public var reasons: [DecisionReasonItem]
    /// Every policy, also those that do not apply.
    public var policies: [PolicyOutcomeItem]
    /// What would turn a challenge into an allow.
    public var missing: [GrantControl]
    /// How long such an answer could be repeated without asking.
    public var validUntil: Instant

    /// Takes the decision's policies, those that apply or may; the others are the caller's to put in.
    public init(application: String, decision: Decision) {
        self.application = application
        outcome = decision.outcome
        reasons = decision.reasons.map(DecisionReasonItem.init)
        policies = decision.policies.map(PolicyOutcomeItem.init)
        missing = decision.missing
        validUntil = decision.validUntil
    }

    /// A challenge that a compliant device would answer.
    public static var example: Self {
        var explanation = Self(
            application: "wiki",
            decision: Decision(
                outcome: .challenge, reasons: [], policies: [], missing: [.compliantDevice],
                validUntil: ExampleID.later))
        explanation.reasons = [.example]
        explanation.policies = [.example]
        return explanation
    }
}
