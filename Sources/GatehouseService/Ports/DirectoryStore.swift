public import GatehouseModel

/// Asks for people and groups.
public protocol DirectoryReading {
    func user(_ id: UserID) throws -> User?
    /// The person who signs in with the name, in any letter case.
    func user(named userName: String) throws -> User?
    /// Fields: `id userName displayName givenName familyName mail kind isEnabled jobTitle department costCentre
    /// employeeNumber manager roles source externalID createdAt updatedAt`; `isEnabled` is `true` or `false`.
    func users(_ query: ListQuery) throws -> Page<User>
    /// In the order of their ids, behind `id`.
    func users(after id: UserID?, limit: Int) throws -> [User]
    /// Those that a provisioning client keeps, in the order of their ids, without the first `offset`.
    func provisionedUsers(from offset: Int, limit: Int) throws -> [User]
    /// What a provisioning client said of each that ``User`` has no place for, as it was saved.
    func provisionedAttributes(of users: [UserID]) throws -> [UserID: String]
    /// How many people the filter selects, by the fields of ``users(_:)``.
    func userCount(_ filter: ListQuery.Filter?) throws -> Int
    /// Every group that the person is in, also through another group, in the order of their ids.
    func userGroups(of user: UserID) throws -> [GroupID]

    func group(_ id: GroupID) throws -> Group?
    /// The group of the name, in any letter case.
    func group(named name: String) throws -> Group?
    /// Fields: `id name summary membership rule externalID createdAt updatedAt`; `membership` is `assigned`, `dynamic` or
    /// `provisioned`.
    func groups(_ query: ListQuery) throws -> Page<Group>
    /// Those that a provisioning client keeps, in the order of their ids, without the first `offset`.
    func provisionedGroups(from offset: Int, limit: Int) throws -> [Group]
    /// How many groups the filter selects, by the fields of ``groups(_:)``.
    func groupCount(_ filter: ListQuery.Filter?) throws -> Int
    /// Every group that has a rule, in the order of their ids.
    func dynamicGroups() throws -> [Group]
    /// Every group that the member is in, also through another group, in the order of their ids.
    func groups(of member: GroupMember) throws -> [GroupID]
    /// Who is in the group itself, not through another, behind `member`, in the order of their ids.
    func members(of group: GroupID, after member: GroupMember?, limit: Int) throws -> [GroupMember]
    /// Whether the member is in the group itself, not through another.
    func isMember(_ member: GroupMember, of group: GroupID) throws -> Bool
}

/// Changes people and groups.
public protocol DirectoryWriting {
    /// Inserts or replaces; a name to sign in with is one person's. Appends ``Change/Kind/user``.
    func save(_ user: User) throws
    /// Keeps what ``User`` has no place for; goes with the person.
    func save(provisionedAttributes: String, of user: UserID) throws
    /// Takes the person out of every group and away as anybody's manager; `false` when they were not there.
    @discardableResult func deleteUser(_ id: UserID) throws -> Bool
    /// Inserts or replaces, without its members; a name is one group's, in any letter case. Appends
    /// ``Change/Kind/group``.
    func save(_ group: Group) throws
    /// Forgets its members and takes it out of every group; `false` when it was not there.
    @discardableResult func deleteGroup(_ id: GroupID) throws -> Bool
    /// `false` when it was in the group before; what it names is not looked up. Appends ``Change/Kind/group``.
    @discardableResult func add(_ member: GroupMember, to group: GroupID) throws -> Bool
    /// Empties the group. Appends ``Change/Kind/group``.
    func removeMembers(of group: GroupID) throws
    /// `false` when it was not in the group. Appends ``Change/Kind/group``.
    @discardableResult func remove(_ member: GroupMember, from group: GroupID) throws -> Bool
}
