public import GatehouseModel

/// Asks for a bearer token of the native API.
public struct TokenRequest: APIMessage {
    /// 1 to 100 bytes; refused while a live token has it.
    public var name: String
    /// A built-in role: `reader helpDesk policyAuthor analyst provisioner administrator`, and `operator` in the tenant that
    /// owns the server.
    public var role: String
    /// How long it lasts, as `12h` or `90d`.
    public var expiresIn: String

    /// A request; the server refuses an unknown role and more than `3660d`.
    public init(name: String, role: String, expiresIn: String) {
        self.name = name
        self.role = role
        self.expiresIn = expiresIn
    }

    /// A token for automation.
    public static var example: Self { Self(name: "ci", role: "policyAuthor", expiresIn: "90d") }
}

/// A fresh token; this is the only time that it is shown.
public struct TokenCreated: APIMessage {
    /// For the header `Authorization: Bearer`; the server keeps only its hash.
    public var secret: String
    /// What is kept of it.
    public var token: TokenItem

    /// A secret with what is kept of it.
    public init(secret: String, token: TokenItem) {
        self.secret = secret
        self.token = token
    }

    /// A token for automation.
    public static var example: Self { Self(secret: "gha_…", token: .example) }
}

/// What is kept of a token.
public struct TokenItem: APIMessage {
    /// Names the token without revealing it.
    public var id: TokenID
    /// The audit log names its holder by it.
    public var name: String
    /// The built-in role that it was made with.
    public var role: String
    /// By the server's clock.
    public var createdAt: Instant
    /// From then on it is refused.
    public var expiresAt: Instant
    /// Not there while it is not revoked.
    public var revokedAt: Instant?

    /// A token; without `revokedAt` it is not revoked.
    public init(
        id: TokenID, name: String, role: String, createdAt: Instant, expiresAt: Instant, revokedAt: Instant? = nil
    ) {
        self.id = id
        self.name = name
        self.role = role
        self.createdAt = createdAt
        self.expiresAt = expiresAt
        self.revokedAt = revokedAt
    }

    /// A token that was revoked.
    public static var example: Self {
        Self(
            id: ExampleID.token, name: "ci", role: "policyAuthor", createdAt: ExampleID.morning,
            expiresAt: ExampleID.nextWeek, revokedAt: ExampleID.later)
    }
}

/// Who the caller is to the server, and what it may do.
public struct CallerIdentity: APIMessage {
    /// The tenant that every answer is about.
    public var tenant: TenantID
    /// As the audit log names it.
    public var actor: String
    /// The token's built-in role.
    public var role: String
    /// As `device.read`.
    public var permissions: [String]

    /// A caller with all that its role allows.
    public init(tenant: TenantID, actor: String, role: String, permissions: [String]) {
        self.tenant = tenant
        self.actor = actor
        self.role = role
        self.permissions = permissions
    }

    /// A token that may only look.
    public static var example: Self {
        Self(tenant: ExampleID.tenant, actor: "token:ci", role: "reader", permissions: ["device.read"])
    }
}
