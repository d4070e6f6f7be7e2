public import GatehouseModel

/// Why a decision came out as it did.
public struct DecisionReasonItem: APIMessage {
    public var code: DecisionReason.Code
    public var policy: String?
    public var control: GrantControl?
    public var detail: String
    public var remediation: String

    public init(_ reason: DecisionReason) {
        code = reason.code
        policy = reason.policy
        control = reason.control
        detail = reason.detail
        remediation = reason.remediation
    }

    public static var example: Self {
        Self(
            DecisionReason(
                code: .controlNotSatisfied, policy: "wiki-compliant", control: .compliantDevice,
                detail: "the device is noncompliant", remediation: "see what is failing with `gatehouse explain`"))
    }
}

/// How one access policy came out.
public struct PolicyOutcomeItem: APIMessage {
    public var policy: String
    public var reportOnly: Bool
    public var application: PolicyOutcome.Application
    public var result: PolicyOutcome.Result
    /// The first condition that is false, or that could not be known.
    public var decidingCondition: String?

    public init(_ outcome: PolicyOutcome) {
        policy = outcome.policy
        reportOnly = outcome.isReportOnly
        application = outcome.application
        result = outcome.result
        decidingCondition = outcome.decidingCondition
    }

    public static var example: Self {
        Self(
            PolicyOutcome(
                policy: "wiki-compliant", isReportOnly: false, application: .applies, result: .failure,
                decidingCondition: "location"))
    }
}

/// A recorded decision.
public struct DecisionItem: APIMessage {
    public var id: DecisionID
    public var at: Instant
    public var outcome: Outcome
    public var application: String
    public var enforcementPoint: String
    public var device: DeviceID?
    public var address: String
    public var userAgent: String
    public var reasons: [DecisionReasonItem]
    public var policies: [PolicyOutcomeItem]
    /// What would turn a challenge into an allow.
    public var missing: [GrantControl]
    public var validUntil: Instant
    /// SHA-256 of the policy set that was in force, in hexadecimal.
    public var policyDigest: String
    /// How often it was answered again from a cache; only when one decision is asked for.
    public var repeats: Int64?

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
    public var device: DeviceSummary
    public var verdict: VerdictItem?
    public var statuses: [RequirementStatusItem]
    public var applications: [ApplicationExplanation]

    public init(
        device: DeviceSummary, verdict: VerdictItem?, statuses: [RequirementStatusItem],
        applications: [ApplicationExplanation]
    ) {
        self.device = device
        self.verdict = verdict
        self.statuses = statuses
        self.applications = applications
    }

    public static var example: Self {
        Self(device: .example, verdict: .example, statuses: [.example], applications: [.example])
    }
}

/// What would be decided for one application.
public struct ApplicationExplanation: APIMessage {
    public var application: String
    public var outcome: Outcome
    public var reasons: [DecisionReasonItem]
    /// Every policy, also those that do not apply.
    public var policies: [PolicyOutcomeItem]
    public var missing: [GrantControl]
    public var validUntil: Instant

    public init(application: String, decision: Decision) {
        self.application = application
        outcome = decision.outcome
        reasons = decision.reasons.map(DecisionReasonItem.init)
        policies = decision.policies.map(PolicyOutcomeItem.init)
        missing = decision.missing
        validUntil = decision.validUntil
    }

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
