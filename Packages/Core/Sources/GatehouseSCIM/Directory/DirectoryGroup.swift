/// A group as the directory keeps it, free of SCIM's shapes.
public struct DirectoryGroup: Hashable, Sendable {
    /// The name that people see; not blank, at most 256 characters.
    public var displayName: String
    /// The provisioning client's own name for the group.
    public var externalID: String?
    /// Who is in the group, each once.
    public var members: [DirectoryMember]

    /// A group; whether members are named once is not checked.
    public init(displayName: String, externalID: String? = nil, members: [DirectoryMember] = []) {
        self.displayName = displayName
        self.externalID = externalID
        self.members = members
    }
}

/// A person or group in a group.
public struct DirectoryMember: Hashable, Sendable {
    /// The member's `id`; that there is such a member is not checked.
    public var id: String
    /// What it is; `nil` when the client did not say, and the directory must look it up.
    public var kind: Kind?

    /// A member.
    public init(id: String, kind: Kind? = nil) {
        self.id = id
        self.kind = kind
    }

    /// What can be in a group, in SCIM's spelling.
    public enum Kind: String, Hashable, Sendable, CaseIterable {
        case user = "User"
        case group = "Group"
    }
}
