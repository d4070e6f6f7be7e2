/// A rule under a name, for the assignments of several policies.
public struct AssignmentFilter: Hashable, Sendable {
    /// What policies call it.
    public var name: String
    /// For people; may be empty.
    public var description: String
    /// Over the device's attributes; compliance is not among them.
    public var rule: FilterExpression

    /// A filter with a rule that was parsed, so that it cannot be malformed.
    public init(name: String, description: String = "", rule: FilterExpression) {
        self.name = name
        self.description = description
        self.rule = rule
    }

    /// What is wrong with the filter; empty when it may be put to use.
    public func validate() -> [PolicyProblem] { PolicyProblem.ofAssigningRule(rule, at: "rule") }
}

/// The filter of a policy's assignment.
public struct AssignedFilter: Hashable, Sendable {
    /// Of an ``AssignmentFilter``.
    public var name: String
    /// Whether the policy reaches the devices for which the rule holds, or all others.
    public var mode: DeviceFilter.Mode
    /// What the name stands for; `nil` as a document has it, and then it cannot be known whom it reaches.
    public var rule: FilterExpression?

    /// A reference by name, and what it stands for if that is known already.
    public init(name: String, mode: DeviceFilter.Mode, rule: FilterExpression? = nil) {
        self.name = name
        self.mode = mode
        self.rule = rule
    }
}

extension CompliancePolicy {
    /// The policy to judge by: with the rule that its assignment filter's name stands for.
    public func resolved(assignmentFilters: some Sequence<AssignmentFilter>) -> CompliancePolicy {
        guard let reference = assignmentFilter else { return self }
        var policy = self
        policy.assignmentFilter?.rule = assignmentFilters.first { $0.name == reference.name }?.rule
        return policy
    }
}
