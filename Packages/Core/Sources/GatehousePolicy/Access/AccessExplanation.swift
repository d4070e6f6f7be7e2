public import GatehouseModel

/// A decision with the outcome of every policy that is not disabled.
public struct AccessExplanation: Hashable, Sendable {
    /// The same decision that ``CompiledAccessPolicies/decide(_:at:)`` gives.
    public var decision: Decision
    /// By name; a policy that does not apply names its first unmet condition.
    public var policies: [PolicyOutcome]

    /// Takes the parts as they are; nothing is checked.
    public init(decision: Decision, policies: [PolicyOutcome]) {
        self.decision = decision
        self.policies = policies
    }
}
