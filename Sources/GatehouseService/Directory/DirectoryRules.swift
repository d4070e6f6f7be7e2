public import GatehouseModel

extension StoreWriting {
    /// Saves a person, ends their sessions when they may not sign in any more, brings the groups with a rule up to
    /// date, and writes it down.
    ///
    /// Refuses to leave nobody who administers the tenant, and a name that somebody else has. `details` go to the audit
    /// log behind the fields that changed.
    public func saveDirectory(
        _ user: User, replacing held: User?, actor: String, action: String? = nil, details: String = "",
        at now: Instant
    ) throws {
        var user = user
        let fields = held.map { user.differences(from: $0) } ?? []
        if let held {
            guard !fields.isEmpty || user.sessionsValidFrom != held.sessionsValidFrom else { return }
            if held.isEnabled, !user.isEnabled { user.sessionsValidFrom = now }
            try requireAdministrator(
                without: held, unless: user.isEnabled && user.roles.contains(Role.administrator.rawValue), at: now)
        }
        if held?.userName != user.userName, let other = try self.user(named: user.userName), other.id != user.id {
            throw ServiceError(.conflict, "the user `\(other.userName)` exists", hint: "choose another name")
        }
        user.updatedAt = now
        try save(user)
        try regroupInDirectory(user)
        let changed = fields.isEmpty ? "" : "fields \(fields.joined(separator: ", "))"
        try audit(
            AuditEntry(
                at: now, actor: actor, action: action ?? (held == nil ? "user.create" : "user.update"),
                target: "user/\(user.id)",
                detail: ["name \(user.userName)", changed, details].filter { !$0.isEmpty }.joined(separator: ", ")))
    }

    /// Forgets a person and all that names them; refuses to leave nobody who administers the tenant.
    public func removeFromDirectory(_ user: User, actor: String, at now: Instant) throws {
        try requireAdministrator(without: user, unless: false, at: now)
        try deleteUser(user.id)
        try removeCredentials(of: user.id)
        try revokeSessions(of: user.id, except: nil, at: now)
        try audit(
            AuditEntry(
                at: now, actor: actor, action: "user.delete", target: "user/\(user.id)",
                detail: "name \(user.userName)"))
    }

    /// Somebody must be able to administer the tenant: another enabled person, or a live token with that role.
    private func requireAdministrator(without user: User, unless stays: Bool, at now: Instant) throws {
        let role = Role.administrator.rawValue
        guard !stays, user.isEnabled, user.roles.contains(role) else { return }
        let others = try userCount(
            .and([
                .compare(field: "roles", .equals, .text(role)), .compare(field: "isEnabled", .equals, .text("true")),
                .compare(field: "id", .notEquals, .text(user.id.description)),
            ]))
        if others > 0 { return }
        let hasToken = try apiTokens().contains { $0.role == role && $0.revokedAt == nil && $0.expiresAt > now }
        if hasToken { return }
        throw ServiceError(
            .conflict, "the user `\(user.userName)` is the last administrator, and no token administers the tenant",
            hint: "give somebody else the role first: gatehouse user set NAME --role administrator")
    }
}

extension Caller {
    /// Whether the caller may do all that the person's roles let them do: who may less changes nobody who may more.
    func mayAllThat(_ user: User) -> Bool {
        user.roles.allSatisfy { name in
            guard let role = Role(rawValue: name) else { return self.role == Role.administrator.rawValue }
            return covers(role)
        }
    }

    /// Whether the caller may do all that the role may: nobody hands out more than they have.
    public func covers(_ role: Role) -> Bool {
        Permission.all.allSatisfy { permission in
            !role.allows(permission) || permission.resource == .tenant && !ownsServer || may(permission)
        }
    }

    /// Refuses who may less than the person whom they want to change.
    func requireRank(over user: User) throws {
        guard mayAllThat(user) else {
            throw ServiceError(
                .notPermitted, "the user `\(user.userName)` has roles that may more than `\(role)`",
                hint: "ask an administrator")
        }
    }
}
