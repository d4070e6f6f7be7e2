public import GatehouseModel

/// Asks for a tenant with everything that is its own.
public struct TenantRequest: APIMessage {
    /// 1 to 40 lower-case letters, digits and `-`, with a letter or digit first and last; unique on the server.
    public var name: String
    /// How long the first administrator's token lasts, as `12h` or `90d`; `30d` when it is not given.
    public var tokenExpiresIn: String?

    /// A request; the server refuses a name that is taken or is none.
    public init(name: String, tokenExpiresIn: String? = nil) {
        self.name = name
        self.tokenExpiresIn = tokenExpiresIn
    }

    /// A tenant for a customer.
    public static var example: Self { Self(name: "acme", tokenExpiresIn: "7d") }
}

/// A fresh tenant; this is the only time that its first token is shown.
public struct TenantCreated: APIMessage {
    /// The tenant.
    public var tenant: TenantItem
    /// Bearer token of the tenant's first administrator; the server keeps only its hash.
    public var secret: String
    /// When that token ends.
    public var expiresAt: Instant
    /// PEM of the root that the tenant's devices and enforcement points chain to.
    public var root: String

    /// A tenant with what its administrator begins with.
    public init(tenant: TenantItem, secret: String, expiresAt: Instant, root: String) {
        self.tenant = tenant
        self.secret = secret
        self.expiresAt = expiresAt
        self.root = root
    }

    /// A tenant for a customer.
    public static var example: Self {
        Self(
            tenant: .example, secret: "gha_…", expiresAt: ExampleID.nextWeek,
            root: "-----BEGIN CERTIFICATE-----…")
    }
}

/// A tenant, as the server's operator sees it.
public struct TenantItem: APIMessage {
    /// Part of every certificate of the tenant.
    public var id: TenantID
    /// Unique on the server; it never changes.
    public var name: String
    /// `active`, `suspended` or `deleting`.
    public var state: String
    /// Since when it is in that state.
    public var since: Instant
    /// Why it was suspended, which its people are told; not there when nothing was said, or it is active.
    public var reason: String?
    /// Whether its administrators operate the server; there is one such tenant.
    public var ownsServer: Bool
    /// When it was added.
    public var createdAt: Instant
    /// How many devices are enrolled; only where one tenant is asked for.
    public var devices: Int64?

    /// A tenant; without `devices` they were not counted.
    public init(
        id: TenantID, name: String, state: String, since: Instant, reason: String? = nil, ownsServer: Bool,
        createdAt: Instant, devices: Int64? = nil
    ) {
        self.id = id
        self.name = name
        self.state = state
        self.since = since
        self.reason = reason
        self.ownsServer = ownsServer
        self.createdAt = createdAt
        self.devices = devices
    }

    /// A tenant that is suspended.
    public static var example: Self {
        Self(
            id: ExampleID.tenant, name: "acme", state: "suspended", since: ExampleID.later,
            reason: "the contract ended",
            ownsServer: false, createdAt: ExampleID.morning, devices: 120)
    }
}

/// Suspends a tenant.
public struct TenantSuspension: APIMessage {
    /// Told to the tenant's administrators, devices and people; at most 500 bytes, may be empty.
    public var reason: String

    /// A suspension for this reason.
    public init(reason: String) { self.reason = reason }

    /// The end of a contract.
    public static var example: Self { Self(reason: "the contract ended") }
}

/// Resumes a tenant.
public struct TenantResumption: APIMessage {
    /// For the audit log; may be empty.
    public var reason: String

    /// A resumption for this reason.
    public init(reason: String = "") { self.reason = reason }

    /// A new contract.
    public static var example: Self { Self(reason: "the contract was renewed") }
}
