public import GatehouseModel

/// What a policy has done, or will do, about a requirement that is not met.
public struct ScheduledActionItem: APIMessage {
    /// Name of the compliance policy.
    public var policy: String
    /// The requirement that is not met.
    public var requirement: String
    /// `notify`, `lock` or `retire`.
    public var action: String
    /// When it is or was due, from the start of the interval.
    public var dueAt: Instant
    /// Whether it was done in this interval.
    public var isDone: Bool

    /// An action by its parts.
    public init(policy: String, requirement: String, action: String, dueAt: Instant, isDone: Bool) {
        self.policy = policy
        self.requirement = requirement
        self.action = action
        self.dueAt = dueAt
        self.isDone = isDone
    }

    /// A lock that is still to come.
    public static var example: Self {
        Self(
            policy: "linux-baseline", requirement: "no-root-login", action: "lock", dueAt: ExampleID.nextWeek,
            isDone: false)
    }
}

/// One stretch of a device's past: its verdict, or one requirement, as it was recorded.
public struct HistoryItem: APIMessage {
    /// What a stretch is of.
    public enum Kind: String, Codable, Sendable, CaseIterable {
        case verdict
        case requirement
    }

    /// What it is of.
    public var kind: Kind
    /// When what is written here was first found.
    public var from: Instant
    /// When something else was; not there while it lasts.
    public var until: Instant?
    /// A verdict's state, or a requirement's result.
    public var state: String
    /// When the state or the unsatisfied interval began, which may be earlier than `from`.
    public var since: Instant
    /// When grace ends; not there where none ran.
    public var graceEnd: Instant?
    /// Name of the compliance policy; not there for a verdict.
    public var policy: String?
    /// Name of the requirement; not there for a verdict.
    public var requirement: String?
    /// What was found, or why the verdict was so when no single requirement said it.
    public var detail: String?

    /// A stretch by its parts.
    public init(
        kind: Kind, from: Instant, until: Instant?, state: String, since: Instant, graceEnd: Instant?,
        policy: String? = nil, requirement: String? = nil, detail: String? = nil
    ) {
        self.kind = kind
        self.from = from
        self.until = until
        self.state = state
        self.since = since
        self.graceEnd = graceEnd
        self.policy = policy
        self.requirement = requirement
        self.detail = detail
    }

    /// A requirement that was not met for a while.
    public static var example: Self {
        Self(
            kind: .requirement, from: ExampleID.morning, until: ExampleID.later, state: "failing",
            since: ExampleID.morning, graceEnd: ExampleID.nextWeek, policy: "linux-baseline",
            requirement: "no-root-login", detail: "yes")
    }
}
