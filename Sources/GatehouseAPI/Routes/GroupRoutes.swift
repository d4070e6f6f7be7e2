import GatehouseHTTP
import GatehouseModel
import GatehouseService
import GatehouseWire

/// The groups of the directory.
enum GroupRoutes {
    static func routes(_ groups: GroupService) -> [Route] { listing(groups) + changing(groups) + membership(groups) }

    private static func listing(_ groups: GroupService) -> [Route] {
        [
            .read(
                APIRoute.groups, Permission(.group, .read), "The groups of the directory",
                query: QueryParameter.list(ListField.groups, filter: "membership eq 'dynamic'")
            ) { call in
                let page = try await groups.list(
                    call.caller.tenant,
                    try call.listQuery(ListField.groups, orderedBy: [ListQuery.Order(field: "name")]))
                return ListPage(items: page.elements.map(GroupItem.init), next: page.next)
            },
            .read(APIRoute.group, Permission(.group, .read), "One group, by id or name") { call in
                try call.allowQuery([])
                return GroupItem(try await groups.group(call.caller.tenant, try call.parameter("id")))
            },
        ]
    }

    private static func changing(_ groups: GroupService) -> [Route] {
        [
            .send(APIRoute.groups, Permission(.group, .write), "Makes a group", status: 201) {
                (call, request: GroupRequest) in
                GroupItem(try await groups.create(GroupChanges(request), by: call.caller))
            },
            .change(
                APIRoute.group, Permission(.group, .write),
                "Changes what the message names of a group that no provisioning client keeps"
            ) { (call, request: GroupRequest) in
                GroupItem(try await groups.change(try call.parameter("id"), GroupChanges(request), by: call.caller))
            },
            .delete(APIRoute.group, Permission(.group, .delete), "Removes a group; who was in it stays") { call in
                try await groups.delete(try call.parameter("id"), by: call.caller)
            },
        ]
    }

    private static func membership(_ groups: GroupService) -> [Route] {
        [
            .read(
                APIRoute.groupMembers, Permission(.group, .read), "Who is in the group itself, not through another",
                query: [
                    QueryParameter("limit", "1 to 1000", example: "100"),
                    QueryParameter("cursor", "`next` of the page before", example: "user/\(UserItem.example.id)"),
                ]
            ) { call in
                try call.allowQuery(["limit", "cursor"])
                let limit = try call.limit(default: 100)
                let found = try await groups.members(
                    call.caller.tenant, of: try call.parameter("id"), after: try cursor(of: call), limit: limit + 1)
                let shown = found.prefix(limit)
                return ListPage(
                    items: shown.map(GroupMemberItem.init),
                    next: found.count > limit ? shown.last?.member.words : nil)
            },
            .command(
                APIRoute.groupMembers, Permission(.group, .write), "Puts a person, a device or a group into a group"
            ) { (call, request: GroupMemberRequest) in
                let group = try await groups.group(call.caller.tenant, try call.parameter("id"))
                try await groups.add(try request.reference, to: group.id.description, by: call.caller)
            },
            .delete(APIRoute.groupMember, Permission(.group, .write), "Takes a member out of a group") { call in
                try await groups.remove(
                    try call.parameter("member"), from: try call.parameter("id"), by: call.caller)
            },
        ]
    }

    private static func cursor(of call: Call) throws -> GroupMember? {
        guard let text = try call.query("cursor") else { return nil }
        guard let member = GroupMember(words: text) else {
            throw ServiceError(.invalid, "the cursor does not belong to this list")
        }
        return member
    }
}

extension GroupMember {
    /// Reads what ``words`` gives.
    fileprivate init?(words: String) {
        let parts = words.split(separator: "/", maxSplits: 1).map { String($0) }
        guard parts.count == 2 else { return nil }
        let member: GroupMember? =
            switch parts[0] {
            case "user": UserID(parts[1]).map { .user($0) }
            case "device": DeviceID(parts[1]).map { .device($0) }
            case "group": GroupID(parts[1]).map { .group($0) }
            default: nil
            }
        guard let member else { return nil }
        self = member
    }
}

extension GroupMemberItem {
    init(_ named: NamedGroupMember) {
        let parts = named.member.words.split(separator: "/", maxSplits: 1).map { String($0) }
        self.init(kind: parts[0], id: parts[1], name: named.name)
    }
}

extension GroupChanges {
    init(_ request: GroupRequest) {
        self.init(name: request.name, summary: request.summary, rule: request.rule)
    }
}

extension GroupMemberRequest {
    /// Refuses none and several.
    fileprivate var reference: GroupMemberReference {
        get throws {
            let given: [GroupMemberReference] = [
                user.map { .user($0) }, device.map { .device($0) }, group.map { .group($0) },
            ].compactMap(\.self)
            guard given.count == 1 else {
                throw ServiceError(.invalid, "name exactly one of `user`, `device` and `group`")
            }
            return given[0]
        }
    }
}
