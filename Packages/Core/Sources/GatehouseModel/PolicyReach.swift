/// Whether a policy is about a device, and what decided that.
public struct PolicyReach: Hashable, Sendable {
    /// What a policy can ask of a device before it is about it, as documents name it.
    public enum Condition: String, Sendable, Hashable, CaseIterable {
        case state
        case platforms
        case excludedGroups
        case includedGroups
        case filter
        case assignmentFilter
        case deviceFilter
        /// Not of policies: why a device is in a group, or in a filter.
        case rule
    }

    /// `mayApply` where what decides is not known: the policy must then be satisfied, and lifts no default.
    public var application: PolicyOutcome.Application
    /// The first condition that is false, else the first that is not known, else the one that let the device in;
    /// `nil` when the policy is about every device.
    public var decidedBy: Condition?
    /// The group or filter that decided.
    public var name: String?
    /// The same in words: lower case, no full stop.
    public var detail: String

    /// Takes the parts as they are; nothing is checked.
    public init(
        _ application: PolicyOutcome.Application, by condition: Condition? = nil, name: String? = nil, _ detail: String
    ) {
        self.application = application
        decidedBy = condition
        self.name = name
        self.detail = detail
    }
}
