/// A scheduled action of a requirement that is unsatisfied: done, or when it will be.
public struct PlannedAction: Hashable, Sendable {
    /// The policy that wants it.
    public var policy: String
    /// The unsatisfied requirement.
    public var requirement: String
    /// What is done: `notify`, `lock` or `retire`.
    public var action: String
    /// When it is or was due; somewhat later if the server did not run then.
    public var dueAt: Instant
    /// Whether it was done in this interval.
    public var isDone: Bool

    /// Takes the parts as they are; nothing is checked.
    public init(policy: String, requirement: String, action: String, dueAt: Instant, isDone: Bool) {
        self.policy = policy
        self.requirement = requirement
        self.action = action
        self.dueAt = dueAt
        self.isDone = isDone
    }
}
