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
    /// Whether the policy's conditions hold; one that could not be known makes it `mayApply` (`docs/semantics.md` §2).
    public enum Application: String, Sendable, Hashable {
        case applies
        case mayApply
        case doesNotApply
    }
    /// How the controls came out together, by the policy's `AND` or `OR`.
    public enum Result: String, Sendable, Hashable {
        /// Enforced and satisfied, or report-only and it would have been.
        case success
        case failure
        /// A challenge could satisfy it.
        case interrupted
        case notApplied
    }

    /// The policy's name.
    public var policy: String
    /// Whether the outcome is only recorded and has no effect on the decision.
    public var isReportOnly: Bool
    /// Whether the conditions hold for this request.
    public var application: Application
    /// How the controls came out; `notApplied` exactly when the policy does not apply.
    public var result: Result
    /// The first condition that is false, or that could not be known.
    public var decidingCondition: String?

    /// Takes the parts as they are; `decidingCondition` is `nil` when every condition is true.
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
    /// The kind of reason, for programs; its spelling is part of the interface.
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
        /// The server's operator suspended the tenant.
        case tenantSuspended
    }

    /// The kind of reason.
    public var code: Code
    /// The name of the policy that gave the reason; `nil` when no policy did.
    public var policy: String?
    /// The control that is met or not; `nil` when the reason is not about one.
    public var control: GrantControl?
    /// One sentence for the person: lower case, no full stop.
    public var detail: String
    /// What the person can do, in the style of ``detail``; empty when there is nothing to do.
    public var remediation: String

    /// Takes the parts as they are; nothing is checked.
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
    /// A block outweighs a challenge, and a challenge an allow.
    public var outcome: Outcome
    /// Never empty: what granted an allow, or else what stands against it, blocks first.
    public var reasons: [DecisionReason]
    /// Every enforced and report-only policy that applies or may apply.
    public var policies: [PolicyOutcome]
    /// What would turn a challenge into an allow.
    public var missing: [GrantControl]
    /// Nobody may act on the decision from this instant on (`docs/semantics.md` §5).
    public var validUntil: Instant

    /// Takes the parts as they are; that there is a reason is the caller's duty.
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

    /// The text that ``init(_:)`` reads.
    public var description: String {
        switch self {
        case .block: "block"
        case .compliantDevice: "compliantDevice"
        case .minimumAssurance(let assurance): "minimumAssurance:\(assurance.rawValue)"
        }
    }
}
