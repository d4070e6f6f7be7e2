/// A group that a person is in, as the person's `groups` shows it; changed through the group.
public struct DirectoryMembership: Hashable, Sendable {
    /// The group's `id`.
    public var groupID: String
    /// The group's name.
    public var displayName: String
    /// Whether the person is a member, and not only a group that the person is in.
    public var isDirect: Bool

    /// A membership.
    public init(groupID: String, displayName: String, isDirect: Bool = true) {
        self.groupID = groupID
        self.displayName = displayName
        self.isDirect = isDirect
    }
}
