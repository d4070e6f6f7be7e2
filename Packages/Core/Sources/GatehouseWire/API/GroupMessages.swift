public import GatehouseModel

/// A group of the directory.
public struct GroupItem: APIMessage {
    /// Names the group, also after it is renamed.
    public var id: GroupID
    /// Unique, without regard to case.
    public var name: String
    /// What it is for.
    public var summary: String
    /// Who is in it, in the filter grammar; not there for a group that somebody puts people in.
    public var rule: String?
    /// Whether a provisioning client keeps it, and says who is in it.
    public var isProvisioned: Bool
    /// The name that a provisioning client has for it; empty where it has none.
    public var externalID: String
    /// When the row was made.
    public var createdAt: Instant
    /// When it was changed last.
    public var updatedAt: Instant

    /// The group as the directory has it.
    public init(_ group: Group) {
        id = group.id
        name = group.name
        summary = group.summary
        rule = group.membership.rule
        isProvisioned = group.isProvisioned
        externalID = group.externalID
        createdAt = group.createdAt
        updatedAt = group.updatedAt
    }

    /// Everybody in sales.
    public static var example: Self {
        var group = Group(
            id: ExampleID.group, name: "Sales", summary: "everybody in sales",
            membership: .dynamic(rule: #"user.department -eq "Sales""#), createdAt: ExampleID.morning)
        group.updatedAt = ExampleID.later
        return Self(group)
    }
}

/// Makes a group, or changes it: what is left out stays as it is.
public struct GroupRequest: APIMessage {
    /// 1 to 255 bytes; a new group needs one.
    public var name: String?
    /// What it is for.
    public var summary: String?
    /// Over attributes of people or of devices, in the filter grammar; empty for a group that somebody puts people in.
    public var rule: String?

    /// A request; the server says what is wrong with a rule, and where.
    public init(name: String? = nil, summary: String? = nil, rule: String? = nil) {
        self.name = name
        self.summary = summary
        self.rule = rule
    }

    /// Everybody in sales.
    public static var example: Self {
        Self(name: "Sales", summary: "everybody in sales", rule: #"user.department -eq "Sales""#)
    }
}

/// Puts somebody or something into a group: exactly one of the three.
public struct GroupMemberRequest: APIMessage {
    /// A person's id or name.
    public var user: String?
    /// A device's id or name.
    public var device: String?
    /// A group's id or name: everybody in it is in this one as well.
    public var group: String?

    /// A request with exactly one of the three.
    public init(user: String? = nil, device: String? = nil, group: String? = nil) {
        self.user = user
        self.device = device
        self.group = group
    }

    /// A person; the other two stand for what may be there instead.
    public static var example: Self { Self(user: "ada@example.org", device: "eng-laptop-7", group: "Sales") }
}

/// Somebody or something in a group.
public struct GroupMemberItem: APIMessage {
    /// `user`, `device` or `group`.
    public var kind: String
    /// Of that kind.
    public var id: String
    /// What a person signs in with, or the name of the device or group; empty for what is gone.
    public var name: String

    /// One member.
    public init(kind: String, id: String, name: String) {
        self.kind = kind
        self.id = id
        self.name = name
    }

    /// A person.
    public static var example: Self {
        Self(kind: "user", id: ExampleID.user.description, name: "ada@example.org")
    }
}
