import GatehouseKeys
public import GatehouseModel

/// Who calls the native API.
public struct Caller: Hashable, Sendable {
    /// The tenant that the token was presented to.
    public var tenant: TenantID
    /// For the audit log: `token:NAME`.
    public var actor: String
    /// Name of a built-in role; `application` for one whose rights are ``permissions``.
    public var role: String
    /// What the caller may do, where that is not its role's to say.
    public var permissions: Set<Permission>?
    /// Whether the tenant is the one that owns the server.
    public var ownsServer: Bool

    /// Makes the caller; the role's name is not checked.
    public init(
        tenant: TenantID, actor: String, role: String, permissions: Set<Permission>? = nil, ownsServer: Bool = false
    ) {
        self.permissions = permissions
        self.tenant = tenant
        self.actor = actor
        self.role = role
        self.ownsServer = ownsServer
    }

    /// Whether the role has the permission, and the tenant may be given it at all.
    public func may(_ permission: Permission) -> Bool {
        guard permission.resource != .tenant || ownsServer else { return false }
        if let permissions { return permissions.contains(permission) }
        return Role(rawValue: role)?.allows(permission) ?? false
    }
}

/// Bearer tokens of the native API.
public struct TokenService: Sendable {
    private let store: any Store
    private let clock: Clock

    /// Makes the service; `clock` decides when tokens end.
    public init(store: any Store, clock: Clock) {
        self.store = store
        self.clock = clock
    }

    /// A token of this role, shown once; its name must be free among the live ones.
    public func create(
        _ tenant: TenantID, name: String, role: String, lifetime: Duration, actor: String
    ) async throws -> (token: APIToken, secret: String) {
        guard !name.isEmpty, name.utf8.count <= 100 else {
            throw ServiceError(.invalid, "a token needs a name of 1 to 100 bytes")
        }
        guard lifetime > .zero, lifetime <= .seconds(10 * 366 * 86_400) else {
            throw ServiceError(.invalid, "the lifetime `\(lifetime.text)` is not between 1s and 3660d")
        }
        let now = clock.now
        let (token, secret) = APIToken.fresh(name: name, role: role, lifetime: lifetime, at: now)
        try await store.write(tenant) { work in
            guard try role != Role.operator.rawValue || work.ownTenant()?.ownsServer == true else {
                throw ServiceError(.invalid, "the role `\(role)` is for the tenant that owns the server")
            }
            let isTaken = try work.apiTokens().contains { $0.name == name && $0.revokedAt == nil && $0.expiresAt > now }
            guard !isTaken else {
                throw ServiceError(
                    .conflict, "a live token named `\(name)` exists", hint: "revoke it or choose another name")
            }
            try work.save(token)
            try work.audit(
                AuditEntry(
                    at: now, actor: actor, action: "token.create", target: "token/\(name)", detail: "role \(role)"))
        }
        return (token, secret)
    }

    /// Every token, the ended and revoked ones too.
    public func list(_ tenant: TenantID) async throws -> [APIToken] {
        try await store.read(tenant) { try $0.apiTokens() }
    }

    /// Ends a token at once.
    public func revoke(_ tenant: TenantID, id: TokenID, actor: String) async throws {
        let now = clock.now
        try await store.write(tenant) { work in
            guard var token = try work.apiToken(id) else { throw ServiceError(.notFound, "there is no token `\(id)`") }
            guard token.revokedAt == nil else { return }
            token.revokedAt = now
            try work.save(token)
            try work.audit(AuditEntry(at: now, actor: actor, action: "token.revoke", target: "token/\(token.name)"))
        }
    }

    /// Who holds `secret`, of whichever tenant, or why nobody may be taken to.
    public func caller(presenting secret: String) async throws -> Caller {
        guard let tenant = try await store.tenant(withToken: Secret.hash(secret)) else { throw Self.unknown }
        return try await caller(tenant, presenting: secret)
    }

    /// Who of the tenant holds `secret`, or why nobody may be taken to.
    ///
    /// Throws ``ServiceError/Code/tenantSuspended`` for a good token of a tenant that is not served.
    public func caller(_ tenant: TenantID, presenting secret: String) async throws -> Caller {
        let hash = Secret.hash(secret)
        let now = clock.now
        let (token, own) = try await store.read(tenant) { (try $0.apiToken(withHash: hash), try $0.ownTenant()) }
        guard let own, let token, token.revokedAt == nil, token.expiresAt > now else { throw Self.unknown }
        guard own.state == .active else { throw ServiceError(suspended: own) }
        return Caller(
            tenant: tenant, actor: "token:\(token.name)", role: token.role, ownsServer: own.ownsServer)
    }

    private static let unknown = ServiceError(
        .unauthenticated, "the token is unknown, expired or revoked",
        hint: "ask an administrator for `gatehouse token create`")
}

extension APIToken {
    /// A token with its secret, of which only the hash is kept.
    public static func fresh(
        name: String, role: String, lifetime: Duration, at now: Instant
    ) -> (token: APIToken, secret: String) {
        let secret = Secret.random(prefix: "gha_")
        let token = APIToken(
            id: .random(), name: name, role: role, hash: Secret.hash(secret), createdAt: now,
            expiresAt: now + lifetime)
        return (token, secret)
    }
}
