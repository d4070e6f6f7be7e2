public import GatehouseModel

/// Registers an application that asks for tokens.
public struct ClientApplicationRequest: APIMessage {
    /// 1 to 100 bytes, unique in the tenant without regard to case.
    public var name: String
    /// It cannot keep a secret, as a program on a laptop; not said is no.
    public var isPublic: Bool?
    /// Where answers may go: `https`, or `http` to the machine's own loopback.
    public var redirectURIs: [String]?
    /// What it may do in its own name: permissions as `device.read`, or names of roles.
    public var permissions: [String]?
    /// What it may do in the name of whoever signs in, no more than that person may: as ``permissions``.
    public var delegated: [String]?
    /// How long its first secret lasts, as `90d`; `none` makes none.
    public var secretExpiresIn: String?

    /// A request; the server refuses what the caller may not do itself.
    public init(
        name: String, isPublic: Bool? = nil, redirectURIs: [String]? = nil, permissions: [String]? = nil,
        delegated: [String]? = nil, secretExpiresIn: String? = nil
    ) {
        self.name = name
        self.isPublic = isPublic
        self.redirectURIs = redirectURIs
        self.permissions = permissions
        self.delegated = delegated
        self.secretExpiresIn = secretExpiresIn
    }

    /// A partner that reads devices.
    public static var example: Self {
        Self(
            name: "inventory", isPublic: false, redirectURIs: ["https://inventory.example/callback"],
            permissions: ["device.read"], delegated: ["device.read"], secretExpiresIn: "180d")
    }
}

/// What a new application signs in with; its secret is shown this once.
public struct ClientApplicationCreated: APIMessage {
    /// The tenant, as it stands in the paths of the provider.
    public var tenantId: TenantID
    /// `client_id`.
    public var clientId: ClientApplicationID
    /// `client_secret`; not there for an application without one.
    public var clientSecret: String?

    /// An application that was registered.
    public init(tenantId: TenantID, clientId: ClientApplicationID, clientSecret: String?) {
        self.tenantId = tenantId
        self.clientId = clientId
        self.clientSecret = clientSecret
    }

    /// A partner that reads devices.
    public static var example: Self {
        Self(tenantId: ExampleID.tenant, clientId: ExampleID.client, clientSecret: "ghs_…")
    }
}

/// An application that asks for tokens.
public struct ClientApplicationItem: APIMessage {
    /// `client_id`.
    public var id: ClientApplicationID
    /// Unique in the tenant.
    public var name: String
    /// Off, nothing of it counts.
    public var isEnabled: Bool
    /// It shows no secret.
    public var isPublic: Bool
    /// Where answers may go.
    public var redirectURIs: [String]
    /// What it may do in its own name.
    public var permissions: [String]
    /// What it may do in the name of whoever signs in.
    public var delegated: [String]
    /// Of which only these particulars are kept.
    public var secrets: [ClientSecretItem]
    /// By which its assertions verify.
    public var certificates: [ClientCertificateItem]
    /// When it was registered.
    public var createdAt: Instant
    /// When it was changed last.
    public var updatedAt: Instant

    /// An application as it is kept.
    public init(
        id: ClientApplicationID, name: String, isEnabled: Bool, isPublic: Bool, redirectURIs: [String],
        permissions: [String], delegated: [String], secrets: [ClientSecretItem],
        certificates: [ClientCertificateItem], createdAt: Instant, updatedAt: Instant
    ) {
        self.id = id
        self.name = name
        self.isEnabled = isEnabled
        self.isPublic = isPublic
        self.redirectURIs = redirectURIs
        self.permissions = permissions
        self.delegated = delegated
        self.secrets = secrets
        self.certificates = certificates
        self.createdAt = createdAt
        self.updatedAt = updatedAt
    }

    /// A partner that reads devices.
    public static var example: Self {
        Self(
            id: ExampleID.client, name: "inventory", isEnabled: true, isPublic: false,
            redirectURIs: ["https://inventory.example/callback"], permissions: ["device.read"],
            delegated: ["device.read"], secrets: [.example], certificates: [.example], createdAt: ExampleID.morning,
            updatedAt: ExampleID.later)
    }
}

/// What is kept of an application's secret.
public struct ClientSecretItem: APIMessage {
    /// Names the secret without revealing it.
    public var id: String
    /// From then on it counts no more.
    public var expiresAt: Instant
    /// When it was made.
    public var createdAt: Instant

    /// A secret's particulars.
    public init(id: String, expiresAt: Instant, createdAt: Instant) {
        self.id = id
        self.expiresAt = expiresAt
        self.createdAt = createdAt
    }

    /// A secret for a week.
    public static var example: Self {
        Self(id: "b81f02c7", expiresAt: ExampleID.nextWeek, createdAt: ExampleID.morning)
    }
}

/// An application's certificate.
public struct ClientCertificateItem: APIMessage {
    /// SHA-256 of it in lower-case hexadecimal.
    public var thumbprint: String
    /// Whom it names.
    public var subject: String
    /// From then on its assertions count no more.
    public var notAfter: Instant

    /// A certificate's particulars.
    public init(thumbprint: String, subject: String, notAfter: Instant) {
        self.thumbprint = thumbprint
        self.subject = subject
        self.notAfter = notAfter
    }

    /// A certificate for a week.
    public static var example: Self {
        Self(
            thumbprint: "9f2c7a51e04b8d36c1f5a2907e6b4d83901c5fa2d7e8b36495c0af17d28e4b60", subject: "CN=inventory",
            notAfter: ExampleID.nextWeek)
    }
}

/// Changes an application; what is not there stays.
public struct ClientApplicationChange: APIMessage {
    /// Another name.
    public var name: String?
    /// Off, nothing of it counts, at once.
    public var isEnabled: Bool?
    /// All addresses where answers may go, in place of those before.
    public var redirectURIs: [String]?

    /// A change.
    public init(name: String? = nil, isEnabled: Bool? = nil, redirectURIs: [String]? = nil) {
        self.name = name
        self.isEnabled = isEnabled
        self.redirectURIs = redirectURIs
    }

    /// Turns an application off.
    public static var example: Self {
        Self(name: "inventory", isEnabled: false, redirectURIs: ["https://inventory.example/callback"])
    }
}

/// Asks for another secret.
public struct ClientSecretRequest: APIMessage {
    /// How long it lasts, as `90d`.
    public var expiresIn: String

    /// A request.
    public init(expiresIn: String) { self.expiresIn = expiresIn }

    /// Half a year.
    public static var example: Self { Self(expiresIn: "180d") }
}

/// A fresh secret; this is the only time that it is shown.
public struct ClientSecretCreated: APIMessage {
    /// `client_id`.
    public var clientId: ClientApplicationID
    /// Names the secret without revealing it.
    public var secretId: String
    /// `client_secret`.
    public var clientSecret: String
    /// From then on it counts no more.
    public var expiresAt: Instant

    /// A secret that was made.
    public init(clientId: ClientApplicationID, secretId: String, clientSecret: String, expiresAt: Instant) {
        self.clientId = clientId
        self.secretId = secretId
        self.clientSecret = clientSecret
        self.expiresAt = expiresAt
    }

    /// A secret for a week.
    public static var example: Self {
        Self(
            clientId: ExampleID.client, secretId: "b81f02c7", clientSecret: "ghs_…", expiresAt: ExampleID.nextWeek)
    }
}

/// Adds a certificate that the application signs its assertions with.
public struct ClientCertificateRequest: APIMessage {
    /// In PEM: RSA of 2,048 to 4,096 bits, or P-256.
    public var certificate: String

    /// A request.
    public init(certificate: String) { self.certificate = certificate }

    /// The beginning of one.
    public static var example: Self { Self(certificate: "-----BEGIN CERTIFICATE-----\n…") }
}

/// What is given to an application, or taken from it.
public struct ClientGrant: APIMessage {
    /// In its own name: permissions as `device.read`, or names of roles.
    public var permissions: [String]?
    /// In the name of whoever signs in.
    public var delegated: [String]?

    /// A grant.
    public init(permissions: [String]? = nil, delegated: [String]? = nil) {
        self.permissions = permissions
        self.delegated = delegated
    }

    /// To look at devices.
    public static var example: Self { Self(permissions: ["device.read"], delegated: ["device.read"]) }
}
