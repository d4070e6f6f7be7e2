import GatehouseModel
import GatehouseSCIM
import GatehouseService
import GatehouseWire

/// The groups that a provisioning client keeps, as SCIM groups; it sees no others.
struct ProvisionedGroups: Sendable {
    let store: any Store
    let clock: Clock
    private let type = SCIMResourceType.group

    /// Members that one group may have to be read or changed as a whole.
    static let mostMembers = 100_000
    private static let limits = ResourceLimits(values: mostMembers)

    init(store: any Store, clock: Clock) {
        self.store = store
        self.clock = clock
    }

    func group(
        _ tenant: TenantID, _ id: String, base: String, withMembers: Bool
    ) async throws -> Resource {
        try await store.read(tenant) {
            try $0.resource(of: $0.requireProvisionedGroup(id), base: base, withMembers: withMembers)
        }
    }

    func create(_ tenant: TenantID, _ json: JSON, _ call: ProvisioningCall) async throws -> Resource {
        let described = try DirectoryGroup(attributes: type.created(from: json).attributes)
        let now = clock.now
        return try await store.write(tenant) { work in
            var group = Group(
                id: GroupID.random(), name: described.displayName, membership: .assigned, createdAt: now)
            group.isProvisioned = true
            group.externalID = described.externalID ?? ""
            try work.requireFreeName(of: group)
            try work.save(group)
            try work.setMembers(described.members, of: group)
            try work.audit(
                AuditEntry(
                    at: now, actor: call.actor, action: "group.create", target: "group/\(group.id)",
                    detail: "name \(group.name), \(described.members.count) members"))
            return try work.resource(of: group, base: call.base, withMembers: true)
        }
    }

    func replace(_ tenant: TenantID, _ id: String, _ json: JSON, _ call: ProvisioningCall) async throws -> Resource {
        try await change(tenant, id, call) { [type] existing in
            try type.replaced(existing, by: json).attributes
        }
    }

    /// The group afterwards, or `nil` where only members came and went and the client need not be told all of them.
    func patch(
        _ tenant: TenantID, _ id: String, _ patch: PatchRequest, _ call: ProvisioningCall
    ) async throws -> Resource? {
        if call.ifMatch == nil, let steps = try MembershipStep.all(of: patch) {
            try await carryOut(steps, on: id, tenant, call)
            return nil
        }
        return try await change(tenant, id, call) { [type] existing in
            try patch.applied(to: existing, of: type, limits: Self.limits).attributes
        }
    }

    private func change(
        _ tenant: TenantID, _ id: String, _ call: ProvisioningCall,
        _ change: @escaping @Sendable (AttributeTree) throws -> AttributeTree
    ) async throws -> Resource {
        let now = clock.now
        return try await store.write(tenant) { work in
            let held = try work.requireProvisionedGroup(id)
            let before = try work.resource(of: held, base: call.base, withMembers: true)
            try call.require(before)
            let described = try DirectoryGroup(attributes: change(before.attributes))
            guard try described != DirectoryGroup(attributes: before.attributes) else { return before }
            var group = held
            group.name = described.displayName
            group.externalID = described.externalID ?? ""
            group.updatedAt = now
            try work.requireFreeName(of: group)
            try work.save(group)
            let moved = try work.setMembers(described.members, of: group)
            try work.audit(
                AuditEntry(
                    at: now, actor: call.actor, action: "group.update", target: "group/\(group.id)",
                    detail: "name \(group.name), \(moved.added) members came, \(moved.removed) went"))
            return try work.resource(of: group, base: call.base, withMembers: true)
        }
    }

    /// Members come and go without the others being read: what a client sends of a large group.
    private func carryOut(
        _ steps: [MembershipStep], on id: String, _ tenant: TenantID, _ call: ProvisioningCall
    ) async throws {
        let now = clock.now
        try await store.write(tenant) { work in
            var group = try work.requireProvisionedGroup(id)
            var (added, removed) = (0, 0)
            for step in steps {
                switch step {
                case .add(let members):
                    for member in members where try work.put(member, into: group) { added += 1 }
                case .remove(let ids):
                    for id in ids where try work.take(id, outOf: group) { removed += 1 }
                }
            }
            guard added + removed > 0 else { return }
            group.updatedAt = now
            try work.save(group)
            try work.audit(
                AuditEntry(
                    at: now, actor: call.actor, action: "group.update", target: "group/\(group.id)",
                    detail: "name \(group.name), \(added) members came, \(removed) went"))
        }
    }

    func delete(_ tenant: TenantID, _ id: String, _ call: ProvisioningCall) async throws {
        let now = clock.now
        try await store.write(tenant) { work in
            let held = try work.requireProvisionedGroup(id)
            if call.ifMatch != nil {
                try call.require(work.resource(of: held, base: call.base, withMembers: true))
            }
            try work.removeFromDirectory(held, actor: call.actor, at: now)
        }
    }

    func list(_ tenant: TenantID, _ request: ListRequest, base: String) async throws -> ListResponse {
        try await store.read(tenant) { [type] work in
            let kept = ListQuery.Filter.compare(field: "membership", .equals, .text("provisioned"))
            let total = try work.groupCount(kept)
            let withMembers = request.wantsMembers
            func trees(_ groups: [Group]) throws -> [AttributeTree] {
                try groups.map { try work.resource(of: $0, base: base, withMembers: withMembers).attributes }
            }
            if request.filter == nil, request.sort == nil {
                let groups = try work.provisionedGroups(from: request.startIndex - 1, limit: request.count)
                return ListResponse(
                    totalResults: total, startIndex: request.startIndex,
                    resources: try trees(groups).map { type.json(of: $0, request.selection) })
            }
            if let lookup = request.filter.flatMap({ Lookup($0, of: type) }) {
                return try request.response(to: trees(work.groups(meantBy: lookup)), of: type)
            }
            guard total <= Lookup.mostSearched else { throw Lookup.tooMany }
            return try request.response(
                to: trees(work.provisionedGroups(from: 0, limit: Lookup.mostSearched)), of: type)
        }
    }
}

extension ListRequest {
    /// Whether the members are answered or looked at; clients leave them out of lists, since they are many.
    fileprivate var wantsMembers: Bool {
        let isLookup = filter == nil || filter.flatMap { Lookup($0, of: .group) } != nil
        return !isLookup || selection.wantsMembers
    }
}

extension AttributeSelection {
    /// Whether `members` is answered.
    var wantsMembers: Bool {
        func names(_ paths: [AttributePath]) -> Bool {
            paths.contains { $0.name.lowercased() == "members" && $0.subAttribute == nil }
        }
        return switch self {
        case .standard: true
        case .only(let paths): paths.contains { $0.name.lowercased() == "members" }
        case .excluding(let paths): !names(paths)
        }
    }
}
