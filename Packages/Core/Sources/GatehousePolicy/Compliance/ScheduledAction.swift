/// Who is told, and how.
public struct NotificationTarget: Hashable, Sendable {
    /// Names of the channels that carry it; at least one.
    public var channels: [String]
    /// `owner`, or mail addresses, beside those that a channel always tells.
    public var recipients: [String]
    /// Name of the template; `nil` takes the built-in one.
    public var template: String?

    /// The recipient that stands for the device's owner.
    public static let owner = "owner"

    /// Takes the parts as they are; ``CompliancePolicy/validate()`` says what is wrong with them.
    public init(channels: [String], recipients: [String] = [], template: String? = nil) {
        self.channels = channels
        self.recipients = recipients
        self.template = template
    }
}

/// What is done about a requirement that stays unsatisfied, once in each of its intervals.
public struct ScheduledAction: Hashable, Sendable {
    /// What is done; blocking is not among it, since that is the end of the grace.
    public enum Kind: String, Sendable, Hashable, CaseIterable {
        /// Somebody is told.
        case notify
        /// The sessions on the device are locked.
        case lock
        /// The device leaves the fleet, once a second person agrees.
        case retire
    }

    /// What is done.
    public var kind: Kind
    /// How long after the start of the unsatisfied interval.
    public var after: Duration
    /// Who is told of it; a `notify` must say so.
    public var target: NotificationTarget?

    /// Takes the parts as they are; ``CompliancePolicy/validate()`` says what is wrong with them.
    public init(_ kind: Kind, after: Duration, target: NotificationTarget? = nil) {
        self.kind = kind
        self.after = after
        self.target = target
    }
}

/// A scheduled action whose time has come.
public struct DueAction: Hashable, Sendable {
    /// The policy that wants it.
    public var policy: String
    /// What it wants done.
    public var action: ScheduledAction
    /// What marks it as done in an interval, as `notify-1`: its kind, and its place among those of its kind by time.
    public var key: String
    /// The requirements of the policy that call for it, unsatisfied each.
    public var requirements: [String]

    /// Takes the parts as they are; nothing is checked.
    public init(policy: String, action: ScheduledAction, key: String, requirements: [String]) {
        self.policy = policy
        self.action = action
        self.key = key
        self.requirements = requirements
    }
}
