public import GatehouseModel

/// A tenant's rules of judging.
public struct ComplianceSettings: Hashable, Sendable {
    /// Whether a device without any applicable policy is noncompliant.
    public var secureByDefault: Bool
    /// How long a verdict lasts after the device last reported.
    public var validity: Duration
    /// Whether a device that only reports can be compliant.
    public var telemetryOnlyMayComply: Bool

    /// A fresh tenant's, unless said otherwise: secure by default, 30 days, and what only reports is noncompliant.
    public init(
        secureByDefault: Bool = true, validity: Duration = .seconds(30 * 86_400), telemetryOnlyMayComply: Bool = false
    ) {
        self.telemetryOnlyMayComply = telemetryOnlyMayComply
        self.secureByDefault = secureByDefault
        self.validity = validity
    }
}

/// All that judging one device looks at.
public struct ComplianceInput: Sendable {
    /// Its groups and attributes choose the policies; its last contact starts the validity.
    public var device: Device
    /// The facts held; with none, a device that has requirements is at best `unknown`.
    public var posture: Posture
    /// Every policy of the tenant; those that do not reach the device are left out by the evaluation.
    public var policies: [CompliancePolicy]
    /// The tenant's rules, which also say what holds where no requirement applies.
    public var settings: ComplianceSettings
    /// The intervals as last recorded.
    public var previous: [RequirementStatus]
    /// `nil` for a device that was never judged; its `since` stays while the state does.
    public var previousVerdict: Verdict?
    /// The facts that changed since `previous` was evaluated under these policies; `nil` when anything may have.
    public var changed: Set<FactKey>?
    /// Whether facts are held that ``posture`` leaves out, so that the device is not silent when it is empty.
    public var holdsOtherFacts: Bool
    /// Whether the device itself just reported: only then does the evaluation count as a report.
    public var isReport: Bool
    /// The server's clock, never the device's.
    public var now: Instant

    /// Takes the parts as they are; without `changed` every requirement is evaluated anew.
    public init(
        device: Device, posture: Posture, policies: [CompliancePolicy], settings: ComplianceSettings,
        previous: [RequirementStatus], previousVerdict: Verdict?, changed: Set<FactKey>? = nil,
        holdsOtherFacts: Bool = false, isReport: Bool = false, now: Instant
    ) {
        self.device = device
        self.posture = posture
        self.policies = policies
        self.settings = settings
        self.previous = previous
        self.previousVerdict = previousVerdict
        self.changed = changed
        self.holdsOtherFacts = holdsOtherFacts
        self.isReport = isReport
        self.now = now
    }
}

/// The verdict with every interval behind it.
public struct ComplianceEvaluation: Hashable, Sendable {
    /// The worst over the requirements, else the tenant's default; at best `unknown` for a device that is silent.
    public var verdict: Verdict
    /// One a requirement of every assigned policy, in the policies' order.
    public var statuses: [RequirementStatus]
    /// When time alone will change the verdict next: a grace that ends, a validity that passes, an error's 7 days.
    public var nextChange: Instant?
    /// What the policies want done now; ``statuses`` has it marked as done already.
    public var dueActions: [DueAction]
    /// When the next scheduled action is due if nothing changes.
    public var nextAction: Instant?

    /// Takes the parts as they are; nothing is checked.
    public init(
        verdict: Verdict, statuses: [RequirementStatus], nextChange: Instant?, dueActions: [DueAction] = [],
        nextAction: Instant? = nil
    ) {
        self.verdict = verdict
        self.statuses = statuses
        self.nextChange = nextChange
        self.dueActions = dueActions
        self.nextAction = nextAction
    }
}
