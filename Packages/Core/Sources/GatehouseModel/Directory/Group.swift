/// A group of the directory: people, or devices by a rule.
public struct Group: Hashable, Sendable {
    /// Names the group, also after it is renamed.
    public var id: GroupID
    /// Unique within the tenant without regard to case.
    public var name: String
    /// What it is for; empty where nobody said.
    public var summary: String
    /// Who decides who is in it.
    public var membership: GroupMembership
    /// The name that a provisioning client has for it; empty where it has none.
    public var externalID: String
    /// Whether a provisioning client keeps it, and says who is in it.
    public var isProvisioned = false
    /// When the row was made.
    public var createdAt: Instant
    /// When it was changed last.
    public var updatedAt: Instant

    /// A group with nobody in it.
    public init(id: GroupID, name: String, summary: String = "", membership: GroupMembership, createdAt: Instant) {
        self.id = id
        self.name = name
        self.summary = summary
        self.membership = membership
        externalID = ""
        self.createdAt = createdAt
        updatedAt = createdAt
    }
}

/// How a group gets its members.
public enum GroupMembership: Hashable, Sendable {
    /// Somebody puts them in.
    case assigned
    /// Whoever the rule, in the filter grammar, holds for.
    case dynamic(rule: String)

    /// The rule; `nil` for an assigned group.
    public var rule: String? {
        if case .dynamic(let rule) = self { rule } else { nil }
    }
}

/// Somebody or something in a group.
public enum GroupMember: Hashable, Sendable {
    case user(UserID)
    case device(DeviceID)
    /// Everybody in that group is in this one as well.
    case group(GroupID)
}
