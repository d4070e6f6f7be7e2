/// What a decision says.
public enum Outcome: String, Sendable, Hashable, CaseIterable {
    case allow
    case block
    /// Allowed once what is missing is there; `Decision.missing` names it.
    case challenge
}

/// A grant control, in Graph's spelling where Graph has it (`conditionalAccessGrantControl`).
public enum GrantControl: Hashable, Sendable {
    case block
    case compliantDevice
    case minimumAssurance(Assurance)
}

/// How one policy came out.
public struct PolicyOutcome: Hashable, Sendable {
    public enum Application: String, Sendable, Hashable {
        case applies
        case mayApply
        case doesNotApply
    }
    public enum Result: String, Sendable, Hashable {
        /// Enforced and satisfied, or report-only and it would have been.
        case success
        case failure
        /// A challenge could satisfy it.
        case interrupted
        case notApplied
    }

    public var policy: String
    public var isReportOnly: Bool
    public var application: Application
    public var result: Result
    /// The first condition that is false, or that could not be known.
    public var decidingCondition: String?

    public init(
        policy: String, isReportOnly: Bool, application: Application, result: Result, decidingCondition: String?
    ) {
        self.policy = policy
        self.isReportOnly = isReportOnly
        self.application = application
        self.result = result
        self.decidingCondition = decidingCondition
    }
}

/// Why a decision came out as it did; every decision has at least one.
public struct DecisionReason: Hashable, Sendable {
    public enum Code: String, Sendable, Hashable, CaseIterable {
        /// An enforced policy blocks.
        case blockedByPolicy
        /// An enforced policy's control is not met.
        case controlNotSatisfied
        /// No enforced policy applies and the tenant denies by default.
        case defaultDeny
        /// No enforced policy applies and the tenant allows by default.
        case defaultAllow
        /// Every enforced policy that applies is satisfied.
        case policiesSatisfied
        /// The request named an application that the enforcement point may not ask for.
        case applicationNotBound
        /// The presented identity is revoked, expired or not ours.
        case identityRefused
    }

    public var code: Code
    public var policy: String?
    public var control: GrantControl?
    /// One sentence for the person: lower case, no full stop.
    public var detail: String
    public var remediation: String

    public init(code: Code, policy: String?, control: GrantControl?, detail: String, remediation: String = "") {
        self.code = code
        self.policy = policy
        self.control = control
        self.detail = detail
        self.remediation = remediation
    }
}

/// The answer to one request for access.
public struct Decision: Hashable, Sendable {
    public var outcome: Outcome
    public var reasons: [DecisionReason]
    /// Every enforced and report-only policy that applies or may apply.
    public var policies: [PolicyOutcome]
    /// What would turn a challenge into an allow.
    public var missing: [GrantControl]
    public var validUntil: Instant

    public init(
        outcome: Outcome, reasons: [DecisionReason], policies: [PolicyOutcome], missing: [GrantControl],
        validUntil: Instant
    ) {
        self.outcome = outcome
        self.reasons = reasons
        self.policies = policies
        self.missing = missing
        self.validUntil = validUntil
    }
}

extension GrantControl: LosslessStringConvertible {
    /// `block`, `compliantDevice` or `minimumAssurance:attested`.
    public init?(_ description: String) {
        switch description {
        case "block": self = .block
        case "compliantDevice": self = .compliantDevice
        default:
            guard description.hasPrefix("minimumAssurance:"),
                let assurance = Assurance(rawValue: String(description.dropFirst("minimumAssurance:".count)))
            else { return nil }
            self = .minimumAssurance(assurance)
        }
    }

    public var description: String {
        switch self {
        case .block: "block"
        case .compliantDevice: "compliantDevice"
        case .minimumAssurance(let assurance): "minimumAssurance:\(assurance.rawValue)"
        }
    }
}
