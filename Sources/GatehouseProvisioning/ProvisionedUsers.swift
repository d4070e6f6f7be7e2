import GatehouseModel
import GatehouseSCIM
import GatehouseService
import GatehouseWire

/// The people that a provisioning client keeps, as SCIM users.
///
/// A client sees only those. One whom administrators wrote down and who has no role is taken over by a client that makes
/// somebody of the same name.
struct ProvisionedUsers: Sendable {
    let store: any Store
    let clock: Clock
    private let type = SCIMResourceType.user

    init(store: any Store, clock: Clock) {
        self.store = store
        self.clock = clock
    }

    func user(_ tenant: TenantID, _ id: String, base: String) async throws -> Resource {
        try await store.read(tenant) { try $0.resource(of: $0.requireProvisioned(id), base: base) }
    }

    func create(_ tenant: TenantID, _ json: JSON, _ call: ProvisioningCall) async throws -> Resource {
        let person = try DirectoryUser(attributes: type.created(from: json).attributes)
        let now = clock.now
        return try await store.write(tenant) { work in
            let held = try work.user(named: person.userName)
            if let held, held.source != .directory || !held.roles.isEmpty {
                throw SCIMError(.uniqueness, "the user `\(held.userName)` exists", path: "userName")
            }
            var user =
                held ?? User(id: UserID.random(), userName: "", displayName: "", createdAt: now)
            try user.describe(by: person, manager: work.manager(of: person))
            try work.saveDirectory(
                user, replacing: held, actor: call.actor, action: held == nil ? "user.create" : "user.adopt", at: now)
            try work.save(provisionedAttributes: person.stored, of: user.id)
            return try work.resource(of: work.requireUser(user.id), base: call.base)
        }
    }

    func replace(_ tenant: TenantID, _ id: String, _ json: JSON, _ call: ProvisioningCall) async throws -> Resource {
        try await change(tenant, id, call) { [type] existing in
            try type.replaced(existing, by: json).attributes
        }
    }

    func patch(
        _ tenant: TenantID, _ id: String, _ patch: PatchRequest, _ call: ProvisioningCall
    ) async throws -> Resource {
        try await change(tenant, id, call) { [type] existing in
            try patch.applied(to: existing, of: type).attributes
        }
    }

    private func change(
        _ tenant: TenantID, _ id: String, _ call: ProvisioningCall,
        _ change: @escaping @Sendable (AttributeTree) throws -> AttributeTree
    ) async throws -> Resource {
        let now = clock.now
        return try await store.write(tenant) { work in
            let held = try work.requireProvisioned(id)
            let before = try work.resource(of: held, base: call.base)
            try call.require(before)
            let person = try DirectoryUser(attributes: change(before.attributes))
            var user = held
            try user.describe(by: person, manager: work.manager(of: person))
            guard held.roles.isEmpty || user.userName == held.userName && (held.isEnabled || !user.isEnabled) else {
                throw StatusRefusal.ofRank(held)
            }
            if let other = try work.user(named: user.userName), other.id != user.id {
                throw SCIMError(.uniqueness, "the user `\(other.userName)` exists", path: "userName")
            }
            // What the row has no place for may be all that changed.
            let stored = try work.provisionedAttributes(of: [held.id])[held.id]
            guard user != held || person.stored != stored else { return before }
            try work.saveDirectory(user, replacing: held, actor: call.actor, at: now)
            try work.save(provisionedAttributes: person.stored, of: held.id)
            return try work.resource(of: work.requireUser(held.id), base: call.base)
        }
    }

    func delete(_ tenant: TenantID, _ id: String, _ call: ProvisioningCall) async throws {
        let now = clock.now
        try await store.write(tenant) { work in
            let held = try work.requireProvisioned(id)
            try call.require(work.resource(of: held, base: call.base))
            guard held.roles.isEmpty else { throw StatusRefusal.ofRank(held) }
            try work.removeFromDirectory(held, actor: call.actor, at: now)
        }
    }

    func list(_ tenant: TenantID, _ request: ListRequest, base: String) async throws -> ListResponse {
        try await store.read(tenant) { [type] work in
            if request.filter == nil, request.sort == nil {
                let total = try work.userCount(.provisioned)
                let users = try work.provisionedUsers(from: request.startIndex - 1, limit: request.count)
                return ListResponse(
                    totalResults: total, startIndex: request.startIndex,
                    resources: try work.resources(of: users, base: base, withGroups: true).map {
                        type.json(of: $0, request.selection)
                    })
            }
            let candidates = try request.filter.flatMap { Lookup($0, of: type) }.map { try work.users(meantBy: $0) }
            let users = try candidates ?? work.allProvisionedUsers()
            return try request.response(
                to: work.resources(of: users, base: base, withGroups: candidates != nil), of: type)
        }
    }
}

extension ListQuery.Filter {
    /// Of people.
    static let provisioned = ListQuery.Filter.compare(
        field: "source", .equals, .text(UserSource.provisioned.description))
}

extension StoreReading {
    /// The person, if a provisioning client keeps them; to it, others are not there.
    func requireProvisioned(_ id: String) throws -> User {
        guard let user = try UserID(id).flatMap({ try user($0) }), user.source == .provisioned else {
            throw StatusRefusal.missing(.user, id)
        }
        return user
    }

    func manager(of person: DirectoryUser) throws -> UserID? {
        guard let id = person.employment.managerID, !id.isEmpty else { return nil }
        guard let manager = try UserID(id).flatMap({ try user($0) }), manager.source == .provisioned else {
            throw SCIMError(.invalidValue, "there is no such User", path: "\(SCIMSchema.enterpriseUser.id):manager")
        }
        return manager.id
    }

    func resource(of user: User, base: String) throws -> Resource {
        let stored = try provisionedAttributes(of: [user.id])[user.id]
        let plain = user.attributes(saying: stored, base: base)
        let meta = ResourceMeta(
            user.id.description, .user, plain, created: user.createdAt, updated: user.updatedAt, base: base)
        let groups = try memberships(of: user.id)
        let told = groups.isEmpty ? plain : user.attributes(saying: stored, base: base, groups: groups)
        return Resource(attributes: SCIMResourceType.user.attributes(told, with: meta), meta: meta)
    }

    /// The attributes with `id` and `meta`; without the groups, a list is read at once.
    func resources(of users: [User], base: String, withGroups: Bool) throws -> [AttributeTree] {
        if withGroups { return try users.map { try resource(of: $0, base: base).attributes } }
        let stored = try provisionedAttributes(of: users.map(\.id))
        return users.map { user in
            let plain = user.attributes(saying: stored[user.id], base: base)
            let meta = ResourceMeta(
                user.id.description, .user, plain, created: user.createdAt, updated: user.updatedAt, base: base)
            return SCIMResourceType.user.attributes(plain, with: meta)
        }
    }

    private func memberships(of user: UserID) throws -> [DirectoryMembership] {
        try userGroups(of: user).compactMap { id in
            guard let group = try group(id), group.isProvisioned else { return nil }
            return DirectoryMembership(
                groupID: id.description, displayName: group.name, isDirect: try isMember(.user(user), of: id))
        }
    }

    func users(meantBy lookup: Lookup) throws -> [User] {
        let found: [User?] =
            switch lookup {
            case .id(let id): [try UserID(id).flatMap { try user($0) }]
            case .name(let name): [try user(named: name)]
            case .externalID(let name):
                try users(
                    ListQuery(filter: .compare(field: "externalID", .equals, .text(name)), limit: 1000)
                ).elements
            }
        return found.compactMap(\.self).filter { $0.source == .provisioned }
    }

    func allProvisionedUsers() throws -> [User] {
        guard try userCount(.provisioned) <= Lookup.mostSearched else { throw Lookup.tooMany }
        return try provisionedUsers(from: 0, limit: Lookup.mostSearched)
    }
}
