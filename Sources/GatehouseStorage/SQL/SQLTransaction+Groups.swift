import GatehouseModel
import GatehouseService

/// The columns of a group in the order in which they are written and read.
private enum GroupTable {
    static let columns = [
        "id", "name", "summary", "membership", "rule", "external_id", "created_at", "updated_at",
    ]
    static let upsert = SQLText.upsert(
        into: "directory_group", key: ["tenant", "id"], ["tenant"] + columns + ["folded_name"])
    static let select = SQLText.select(columns, from: "directory_group")
    static let list = ListSource(
        name: "groups", columns: columns, from: "directory_group", tenant: "tenant",
        fields: [
            "id": .init("id", .identifier), "name": .init("name", .text), "summary": .init("summary", .text),
            "membership": .init("membership", .text), "rule": .init("rule", .text),
            "externalID": .init("external_id", .text), "createdAt": .init("created_at", .instant),
            "updatedAt": .init("updated_at", .instant),
        ],
        defaultOrder: [.init(field: "name")], indexedOrders: [.init(field: "name")])
    /// A member is written as its kind and its id, so that a user and a device of one id differ.
    static let belonging = """
        WITH RECURSIVE belonging (tenant, in_group) AS (
            SELECT tenant, in_group FROM directory_member WHERE tenant = ? AND member = ? AND kind = ?
            UNION
            SELECT outer_one.tenant, outer_one.in_group FROM belonging
            JOIN directory_member AS outer_one ON outer_one.tenant = belonging.tenant
                AND outer_one.member = belonging.in_group AND outer_one.kind = 'group'
        ) SELECT in_group FROM belonging ORDER BY in_group
        """
}

extension GroupMember {
    /// The column `member`.
    fileprivate var bytes: SQLValue {
        switch self {
        case .user(let id): id.sqlValue
        case .device(let id): id.sqlValue
        case .group(let id): id.sqlValue
        }
    }

    /// The column `kind`.
    fileprivate var kind: String {
        switch self {
        case .user: "user"
        case .device: "device"
        case .group: "group"
        }
    }
}

extension SQLRow {
    fileprivate mutating func group() throws -> Group {
        let (id, name, summary): (GroupID, String, String) = try (identifier(), text(), text())
        let (membership, rule) = try (text(), text())
        guard ["dynamic", "assigned", "provisioned"].contains(membership) else {
            throw StoreError(.corrupt, "a stored row cannot be read", detail: "membership of a group \(membership)")
        }
        let externalID = try text()
        var group = Group(
            id: id, name: name, summary: summary,
            membership: membership == "dynamic" ? .dynamic(rule: rule) : .assigned, createdAt: try instant())
        group.externalID = externalID
        group.isProvisioned = membership == "provisioned"
        group.updatedAt = try instant()
        return group
    }

    /// Reads `member, kind`.
    fileprivate mutating func groupMember() throws -> GroupMember {
        let bytes = try bytes()
        let kind = try text()
        let member: GroupMember? =
            switch kind {
            case "user": UserID(bytes: bytes).map { .user($0) }
            case "device": DeviceID(bytes: bytes).map { .device($0) }
            case "group": GroupID(bytes: bytes).map { .group($0) }
            default: nil
            }
        guard let member else {
            throw StoreError(.corrupt, "a stored row cannot be read", detail: "member of a group \(kind)")
        }
        return member
    }
}

extension SQLTransaction {
    func group(_ id: GroupID) throws -> Group? {
        try row(GroupTable.select + " AND id = ?", id) { try $0.group() }
    }

    func group(named name: String) throws -> Group? {
        try row(GroupTable.select + " AND folded_name = ?", name.lowercased()) { try $0.group() }
    }

    func groups(_ query: ListQuery) throws -> Page<Group> {
        try page(of: GroupTable.list, query) { try $0.group() }
    }

    func provisionedGroups(from offset: Int, limit: Int) throws -> [Group] {
        try rows(
            GroupTable.select + " AND membership = 'provisioned' ORDER BY id LIMIT ? OFFSET ?", limit, offset
        ) { try $0.group() }
    }

    func groupCount(_ filter: ListQuery.Filter?) throws -> Int { try count(of: GroupTable.list, filter) }

    func dynamicGroups() throws -> [Group] {
        try rows(GroupTable.select + " AND membership = 'dynamic' ORDER BY id") { try $0.group() }
    }

    func userGroups(of user: UserID) throws -> [GroupID] { try groups(of: .user(user)) }

    func groups(of member: GroupMember) throws -> [GroupID] {
        try rows(GroupTable.belonging, member.bytes, member.kind) { try $0.identifier() }
    }

    func members(of group: GroupID, after member: GroupMember?, limit: Int) throws -> [GroupMember] {
        try rows(
            """
            SELECT member, kind FROM directory_member WHERE tenant = ? AND in_group = ? AND (member, kind) > (?, ?)
            ORDER BY member, kind LIMIT ?
            """, group, member?.bytes ?? .bytes([]), member?.kind ?? "", limit
        ) { try $0.groupMember() }
    }

    func isMember(_ member: GroupMember, of group: GroupID) throws -> Bool {
        try row(
            "SELECT kind FROM directory_member WHERE tenant = ? AND in_group = ? AND member = ? AND kind = ?", group,
            member.bytes, member.kind
        ) { try $0.text() } != nil
    }

    func save(_ group: Group) throws {
        try execute(
            GroupTable.upsert, group.id, group.name, group.summary,
            group.isProvisioned ? "provisioned" : group.membership == .assigned ? "assigned" : "dynamic",
            group.membership.rule ?? "", group.externalID,
            group.createdAt, group.updatedAt, group.name.lowercased())
        note(.group, group.id.description)
    }

    @discardableResult
    func deleteGroup(_ id: GroupID) throws -> Bool {
        try forget(.group(id))
        guard try executeCounting("DELETE FROM directory_group WHERE tenant = ? AND id = ?", id) == 1 else {
            return false
        }
        note(.group, id.description, .delete)
        return true
    }

    @discardableResult
    func add(_ member: GroupMember, to group: GroupID) throws -> Bool {
        let added = try executeCounting(
            """
            INSERT INTO directory_member (tenant, in_group, member, kind) VALUES (?, ?, ?, ?)
            ON CONFLICT (tenant, in_group, member, kind) DO NOTHING
            """, group, member.bytes, member.kind)
        if added == 1 { note(.group, group.description) }
        return added == 1
    }

    func removeMembers(of group: GroupID) throws {
        try execute("DELETE FROM directory_member WHERE tenant = ? AND in_group = ?", group)
        note(.group, group.description)
    }

    @discardableResult
    func remove(_ member: GroupMember, from group: GroupID) throws -> Bool {
        let removed = try executeCounting(
            "DELETE FROM directory_member WHERE tenant = ? AND in_group = ? AND member = ? AND kind = ?", group,
            member.bytes, member.kind)
        if removed == 1 { note(.group, group.description) }
        return removed == 1
    }

    /// Takes what goes out of every group.
    func forget(_ member: GroupMember) throws {
        let groups = try rows(
            "SELECT in_group FROM directory_member WHERE tenant = ? AND member = ? AND kind = ? ORDER BY in_group",
            member.bytes, member.kind
        ) { row -> GroupID in try row.identifier() }
        for group in groups { try remove(member, from: group) }
    }
}
