/// Devices under a name that compliance policies include or exclude.
public struct DeviceGroup: Hashable, Sendable {
    /// What decides who is in it.
    public enum Membership: Hashable, Sendable {
        /// Devices by id or name, beside those whose enrolment code names the group.
        case assigned([String])
        /// Every device for which the rule holds, and no other.
        case dynamic(FilterExpression)
    }

    /// What compliance policies and enrolment codes call it.
    public var name: String
    /// For people; may be empty.
    public var description: String
    /// A rule leaves no room for members, nor for enrolment codes.
    public var membership: Membership

    /// A group that only enrolment codes fill, unless said otherwise.
    public init(name: String, description: String = "", membership: Membership = .assigned([])) {
        self.name = name
        self.description = description
        self.membership = membership
    }

    /// The rule of a dynamic group; `nil` for an assigned one.
    public var rule: FilterExpression? {
        if case .dynamic(let rule) = membership { rule } else { nil }
    }

    /// The members as the document names them; none for a dynamic group.
    public var members: [String] {
        if case .assigned(let members) = membership { members } else { [] }
    }

    /// What is wrong with the group; empty when it may be put to use.
    public func validate() -> [PolicyProblem] { rule.map { PolicyProblem.ofAssigningRule($0, at: "rule") } ?? [] }
}

extension PolicyProblem {
    /// A rule that chooses what judges a device cannot look at the outcome.
    static func ofAssigningRule(_ rule: FilterExpression, at path: String) -> [PolicyProblem] {
        guard rule.dependsOnCompliance else { return [] }
        return [PolicyProblem(path, "`device.isCompliant` cannot choose the policies that decide compliance")]
    }
}
