public import GatehouseModel

/// Asks for a bearer token of the native API.
public struct TokenRequest: APIMessage {
    public var name: String
    /// A built-in role: `reader helpDesk policyAuthor analyst administrator`.
    public var role: String
    /// How long it lasts, as `12h` or `90d`.
    public var expiresIn: String

    public init(name: String, role: String, expiresIn: String) {
        self.name = name
        self.role = role
        self.expiresIn = expiresIn
    }

    public static var example: Self { Self(name: "ci", role: "policyAuthor", expiresIn: "90d") }
}

/// A fresh token; this is the only time that it is shown.
public struct TokenCreated: APIMessage {
    public var secret: String
    public var token: TokenItem

    public init(secret: String, token: TokenItem) {
        self.secret = secret
        self.token = token
    }

    public static var example: Self { Self(secret: "gh_…", token: .example) }
}

/// What is kept of a token.
public struct TokenItem: APIMessage {
    public var id: TokenID
    public var name: String
    public var role: String
    public var createdAt: Instant
    public var expiresAt: Instant
    public var revokedAt: Instant?

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

    public static var example: Self {
        Self(
            id: ExampleID.token, name: "ci", role: "policyAuthor", createdAt: ExampleID.morning,
            expiresAt: ExampleID.nextWeek, revokedAt: ExampleID.later)
    }
}

/// Who the caller is to the server, and what it may do.
public struct CallerIdentity: APIMessage {
    public var tenant: TenantID
    /// As the audit log names it.
    public var actor: String
    public var role: String
    /// As `device.read`.
    public var permissions: [String]

    public init(tenant: TenantID, actor: String, role: String, permissions: [String]) {
        self.tenant = tenant
        self.actor = actor
        self.role = role
        self.permissions = permissions
    }

    public static var example: Self {
        Self(tenant: ExampleID.tenant, actor: "token:ci", role: "reader", permissions: ["device.read"])
    }
}
