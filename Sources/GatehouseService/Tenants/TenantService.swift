import GatehouseKeys
public import GatehouseModel

/// A tenant as its operator sees it.
public struct TenantListing: Hashable, Sendable {
    /// The tenant.
    public var tenant: Tenant
    /// How many devices are enrolled in it.
    public var devices: Int64
}

/// A fresh tenant with what its first administrator begins with.
public struct CreatedTenant: Hashable, Sendable {
    /// The tenant.
    public var tenant: Tenant
    /// Shown this once.
    public var secret: String
    /// When the token of that secret ends.
    public var expiresAt: Instant
    /// PEM of the tenant's root.
    public var root: String
}

/// The tenants of a server: what only whoever operates it may do.
///
/// Everything is written in the audit log of the tenant that owns the server, which can be neither suspended nor deleted.
public struct TenantService: Sendable {
    let store: any Store
    private let authorities: any AuthorityMaker
    let clock: Clock

    /// Makes the service; `authorities` makes what each tenant issues its certificates by.
    public init(store: any Store, authorities: any AuthorityMaker, clock: Clock) {
        self.store = store
        self.authorities = authorities
        self.clock = clock
    }

    /// Every tenant, the oldest first.
    public func list(as caller: Caller) async throws -> [Tenant] {
        try caller.requireOwner()
        return try await store.tenants()
    }

    /// The tenant of this id or name.
    public func tenant(_ reference: String, as caller: Caller) async throws -> TenantListing {
        let found = try await find(reference, as: caller)
        let devices = try await store.administer(as: caller.tenant) { try $0.enrolledDevices(of: found.id) }
        return TenantListing(tenant: found, devices: devices)
    }

    /// Adds a tenant with an authority and keys of its own and a token for its first administrator, all in one unit of
    /// work; refuses what is no name, and a name that is taken.
    public func create(name: String, tokenLifetime: Duration, as caller: Caller) async throws -> CreatedTenant {
        try caller.requireOwner()
        guard TenantName.isName(name) else {
            throw ServiceError(
                .invalid, "`\(name)` cannot be the name of a tenant",
                hint: "1 to \(TenantName.longest) of `a` to `z`, digits and `-`, with a letter or digit first and last")
        }
        guard tokenLifetime > .zero, tokenLifetime <= .seconds(3660 * 86_400) else {
            throw ServiceError(.invalid, "the lifetime `\(tokenLifetime.text)` is not between 1s and 3660d")
        }
        let now = clock.now
        let tenant = Tenant(id: .random(), name: name, createdAt: now)
        let authority = try authorities.makeAuthority(of: tenant.id, now: now)
        let (token, secret) = APIToken.fresh(
            name: "setup", role: Role.administrator.rawValue, lifetime: tokenLifetime, at: now)
        try await store.administer(as: caller.tenant) { tenants in
            guard try !tenants.tenants().contains(where: { $0.name == name }) else {
                throw ServiceError(.conflict, "a tenant named `\(name)` exists")
            }
            try tenants.add(tenant)
            let unit = tenants.unit(of: tenant.id)
            try unit.save(sealedAuthority: authority.sealed, at: now)
            try unit.save(evaluator: Evaluator.version)
            try unit.save(token)
            try unit.audit(
                AuditEntry(
                    at: now, actor: "operator", action: "token.create", target: "token/\(token.name)",
                    detail: "role \(token.role)"))
            try tenants.note("tenant.create", tenant, detail: "named \(name)", by: caller, at: now)
        }
        return CreatedTenant(tenant: tenant, secret: secret, expiresAt: token.expiresAt, root: authority.root)
    }

    /// Lets nobody of the tenant in any more, within a second on every node, until it is resumed; nothing is lost.
    public func suspend(_ reference: String, reason: String, as caller: Caller) async throws -> Tenant {
        try Self.requireText(reason)
        return try await move(reference, to: .suspended, "tenant.suspend", reason, as: caller) { tenant in
            guard tenant.state == .active else {
                throw ServiceError(.conflict, "the tenant `\(tenant.name)` is \(tenant.state.rawValue) already")
            }
        }
    }

    /// Serves a suspended tenant again, as it was.
    public func resume(_ reference: String, reason: String, as caller: Caller) async throws -> Tenant {
        try Self.requireText(reason)
        return try await move(reference, to: .active, "tenant.resume", reason, as: caller) { tenant in
            guard tenant.state == .suspended else {
                throw ServiceError(.conflict, "the tenant `\(tenant.name)` is \(tenant.state.rawValue), not suspended")
            }
        }
    }

    /// Begins to delete a suspended tenant with all that it has; there is no way back, and it goes on after a restart.
    ///
    /// - Parameter confirmation: the tenant's name, typed once more.
    public func delete(_ reference: String, confirmation: String, as caller: Caller) async throws {
        _ = try await move(reference, to: .deleting, "tenant.delete", "", as: caller) { tenant in
            guard tenant.state == .suspended else {
                let hint = tenant.state == .active ? "gatehouse tenant suspend \(tenant.name)" : nil
                throw ServiceError(
                    .conflict,
                    "the tenant `\(tenant.name)` is \(tenant.state.rawValue); only a suspended one is deleted",
                    hint: hint)
            }
            guard confirmation == tenant.name else {
                throw ServiceError(
                    .invalid, "the confirmation `\(confirmation.prefix(64))` is not the tenant's name",
                    hint: "give its name, to say that you mean it")
            }
        }
    }

    private static func requireText(_ reason: String) throws {
        guard reason.utf8.count <= 500, !reason.unicodeScalars.contains(where: { $0.properties.isControl }) else {
            throw ServiceError(.invalid, "a reason has at most 500 bytes, and no control characters")
        }
    }

    private func move(
        _ reference: String, to state: TenantState, _ action: String, _ reason: String, as caller: Caller,
        _ check: @escaping @Sendable (Tenant) throws -> Void
    ) async throws -> Tenant {
        let id = try await find(reference, as: caller).id
        let now = clock.now
        return try await store.administer(as: caller.tenant) { tenants in
            guard var tenant = try tenants.tenant(id) else { throw Self.unknown(reference) }
            guard !tenant.ownsServer else {
                throw ServiceError(.conflict, "the tenant `\(tenant.name)` owns the server: it stays as it is")
            }
            try check(tenant)
            tenant.state = state
            tenant.since = now
            if state != .deleting { tenant.reason = state == .suspended ? reason : "" }
            try tenants.saveState(of: tenant)
            if state == .deleting { try tenants.own.schedule(TenantJobs.deletion(of: tenant, by: caller, at: now)) }
            try tenants.note(action, tenant, detail: reason, by: caller, at: now)
            return tenant
        }
    }

    /// The tenant that an enrolment code lets in; `nil` for one that nobody knows.
    public func tenant(ofCode code: String) async throws -> TenantID? {
        try await store.tenant(withEnrolmentCode: Secret.hash(code))
    }

    func find(_ reference: String, as caller: Caller) async throws -> Tenant {
        try caller.requireOwner()
        let id = TenantID(reference)
        guard let found = try await store.tenants().first(where: { $0.id == id || $0.name == reference }) else {
            throw Self.unknown(reference)
        }
        return found
    }

    private static func unknown(_ reference: String) -> ServiceError {
        ServiceError(.notFound, "there is no tenant `\(reference)`", hint: "gatehouse tenant list shows them")
    }
}

extension Caller {
    /// Refuses who is not of the tenant that owns the server, beside what the role must have.
    fileprivate func requireOwner() throws {
        guard ownsServer else {
            throw ServiceError(.notPermitted, "tenants are for whoever operates the server")
        }
    }
}

extension TenantAdministration {
    /// Writes in the audit log of the tenant that owns the server.
    func note(_ action: String, _ tenant: Tenant, detail: String, by caller: Caller, at now: Instant) throws {
        try own.audit(
            AuditEntry(
                at: now, actor: caller.actor, action: action, target: "tenant/\(tenant.id)",
                detail: detail.isEmpty ? tenant.name : "\(tenant.name): \(detail)"))
    }
}

extension Unicode.Scalar.Properties {
    fileprivate var isControl: Bool { generalCategory == .control || generalCategory == .lineSeparator }
}
