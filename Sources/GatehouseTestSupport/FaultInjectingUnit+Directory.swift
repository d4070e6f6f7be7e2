import GatehouseModel
import GatehouseService

extension FaultInjectingUnit: DirectoryReading {
    func user(_ id: UserID) throws -> User? { try step().user(id) }
    func user(named userName: String) throws -> User? { try step().user(named: userName) }
    func users(_ query: ListQuery) throws -> Page<User> { try step().users(query) }
    func users(after id: UserID?, limit: Int) throws -> [User] { try step().users(after: id, limit: limit) }
    func provisionedUsers(from offset: Int, limit: Int) throws -> [User] {
        try step().provisionedUsers(from: offset, limit: limit)
    }
    func provisionedAttributes(of users: [UserID]) throws -> [UserID: String] {
        try step().provisionedAttributes(of: users)
    }
    func userCount(_ filter: ListQuery.Filter?) throws -> Int { try step().userCount(filter) }
    func userGroups(of user: UserID) throws -> [GroupID] { try step().userGroups(of: user) }
    func group(_ id: GroupID) throws -> Group? { try step().group(id) }
    func group(named name: String) throws -> Group? { try step().group(named: name) }
    func groups(_ query: ListQuery) throws -> Page<Group> { try step().groups(query) }
    func provisionedGroups(from offset: Int, limit: Int) throws -> [Group] {
        try step().provisionedGroups(from: offset, limit: limit)
    }
    func groupCount(_ filter: ListQuery.Filter?) throws -> Int { try step().groupCount(filter) }
    func dynamicGroups() throws -> [Group] { try step().dynamicGroups() }
    func groups(of member: GroupMember) throws -> [GroupID] { try step().groups(of: member) }
    func members(of group: GroupID, after member: GroupMember?, limit: Int) throws -> [GroupMember] {
        try step().members(of: group, after: member, limit: limit)
    }
    func isMember(_ member: GroupMember, of group: GroupID) throws -> Bool {
        try step().isMember(member, of: group)
    }
}

extension FaultInjectingUnit: DirectoryWriting {
    func save(_ user: User) throws { try step().save(user) }
    func save(provisionedAttributes: String, of user: UserID) throws {
        try step().save(provisionedAttributes: provisionedAttributes, of: user)
    }
    @discardableResult func deleteUser(_ id: UserID) throws -> Bool { try step().deleteUser(id) }
    func save(_ group: Group) throws { try step().save(group) }
    @discardableResult func deleteGroup(_ id: GroupID) throws -> Bool { try step().deleteGroup(id) }
    @discardableResult func add(_ member: GroupMember, to group: GroupID) throws -> Bool {
        try step().add(member, to: group)
    }
    func removeMembers(of group: GroupID) throws { try step().removeMembers(of: group) }
    @discardableResult func remove(_ member: GroupMember, from group: GroupID) throws -> Bool {
        try step().remove(member, from: group)
    }
}
