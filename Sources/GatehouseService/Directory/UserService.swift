public import GatehouseModel

/// The people of a tenant.
public struct UserService: Sendable {
    let store: any Store
    let clock: Clock

    /// Makes the service; `clock` says since when sessions count.
    public init(store: any Store, clock: Clock) {
        self.store = store
        self.clock = clock
    }

    /// One page of people.
    public func list(_ tenant: TenantID, _ query: ListQuery) async throws -> Page<User> {
        try await store.read(tenant) { try $0.users(query) }
    }

    /// The person that somebody means by an id or a name; throws ``ServiceError/Code/notFound``.
    public func user(_ tenant: TenantID, _ word: String) async throws -> User {
        try await store.read(tenant) { try $0.requireUser(word) }
    }

    /// Every group that the person is in, also through another, by name.
    public func groups(of word: String, _ tenant: TenantID) async throws -> [Group] {
        try await store.read(tenant) { work in
            try work.userGroups(of: work.requireUser(word).id).compactMap { try work.group($0) }
                .sorted { $0.name < $1.name }
        }
    }

    /// Writes a person down; refuses a name that somebody has.
    public func create(_ changes: UserChanges, by caller: Caller) async throws -> User {
        let now = clock.now
        return try await store.write(caller.tenant) { work in
            let blank = User(id: .timeOrdered(at: now), userName: "", displayName: "", createdAt: now)
            let user = try changes.result(for: blank, in: work, at: now)
            try work.saveDirectory(user, replacing: nil, actor: caller.actor, at: now)
            return try work.requireUser(user.id)
        }
    }

    /// Changes a person whose row is this directory's; of others only whether they may sign in.
    ///
    /// Refuses a caller who may less than the person; who may not sign in any more loses their sessions.
    public func change(_ word: String, _ changes: UserChanges, by caller: Caller) async throws -> User {
        let now = clock.now
        return try await store.write(caller.tenant) { work in
            let held = try work.requireUser(word)
            try caller.requireRank(over: held)
            guard held.source == .directory || !changes.isOfProfile else {
                throw ServiceError(
                    .conflict, "the user `\(held.userName)` is kept by `\(held.source)`", hint: "change them there")
            }
            let user = try changes.result(for: held, in: work, at: now)
            try work.saveDirectory(user, replacing: held, actor: caller.actor, at: now)
            return try work.requireUser(user.id)
        }
    }

    /// Gives a person these built-in roles and no others.
    ///
    /// Refuses roles that may more than the caller, `operator` outside of the tenant that owns the server, and those
    /// that only tokens have.
    public func setRoles(of word: String, to names: [String], by caller: Caller) async throws -> User {
        let roles = try names.map { name in
            guard let role = Role(rawValue: name), role.isForPeople else {
                let all = Role.allCases.filter(\.isForPeople).map(\.rawValue)
                throw ServiceError(
                    .invalid, "there is no role `\(name)` for people",
                    hint: Spelling.nearest(to: name, among: all).map { "did you mean `\($0)`?" }
                        ?? "one of: \(all.joined(separator: ", "))")
            }
            guard role != .operator || caller.ownsServer else {
                throw ServiceError(.invalid, "the role `operator` is for the tenant that owns the server")
            }
            return role.rawValue
        }
        let now = clock.now
        return try await store.write(caller.tenant) { work in
            let held = try work.requireUser(word)
            var user = held
            user.roles = Set(roles).sorted()
            try caller.requireRank(over: held)
            try caller.requireRank(over: user)
            let added = user.roles.filter { !held.roles.contains($0) }
            let removed = held.roles.filter { !user.roles.contains($0) }
            let details = "added \(added.joined(separator: " ")), removed \(removed.joined(separator: " "))"
            try work.saveDirectory(
                user, replacing: held, actor: caller.actor, action: "user.setRoles", details: details, at: now)
            return try work.requireUser(user.id)
        }
    }

    /// From now on no session and no token of the person from before counts.
    public func revokeSessions(of word: String, reason: String, by caller: Caller) async throws {
        guard (1...1000).contains(reason.utf8.count) else {
            throw ServiceError(.invalid, "a reason of 1 to 1000 bytes is wanted")
        }
        let now = clock.now
        try await store.write(caller.tenant) { work in
            let held = try work.requireUser(word)
            var user = held
            user.sessionsValidFrom = now
            try work.saveDirectory(
                user, replacing: held, actor: caller.actor, action: "user.revokeSessions",
                details: "reason \(reason)", at: now)
        }
    }

    /// Forgets a person and all that names them.
    public func delete(_ word: String, by caller: Caller) async throws {
        let now = clock.now
        try await store.write(caller.tenant) { work in
            let held = try work.requireUser(word)
            try caller.requireRank(over: held)
            try work.removeFromDirectory(held, actor: caller.actor, at: now)
        }
    }
}

extension Role {
    /// Whether a person can have the role; the others are for programs.
    public var isForPeople: Bool { self != .provisioner }
}

extension Identifier {
    /// An identifier that sorts by the time it was made, from the system's generator.
    static func timeOrdered(at now: Instant) -> Self {
        var generator = SystemRandomNumberGenerator()
        return timeOrdered(at: now, using: &generator)
    }
}
