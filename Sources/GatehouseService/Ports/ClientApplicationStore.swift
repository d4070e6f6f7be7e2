public import GatehouseModel

/// An application that gets tokens, for itself or for people who sign in.
public struct ClientApplication: Hashable, Sendable {
    /// `client_id`, also after it is renamed.
    public var id: ClientApplicationID
    /// Unique within the tenant without regard to case.
    public var name: String
    /// Off, nothing of it counts.
    public var isEnabled: Bool
    /// It can keep a secret; otherwise it is a public client.
    public var isConfidential: Bool
    /// Where answers may go, as they were registered.
    public var redirectURIs: [String]
    /// What it may do in its own name: permissions and names of roles, sorted.
    public var permissions: [String]
    /// What it may do in the name of whoever signs in, no more than that person may; sorted.
    public var delegated: [String]
    /// Any of them proves the client.
    public var secrets: [ClientApplicationSecret]
    /// By any of them its assertions verify.
    public var certificates: [ClientApplicationCertificate]
    /// When it was registered.
    public var createdAt: Instant
    /// When it was changed last.
    public var updatedAt: Instant
    /// Tokens from before count no more.
    public var tokensValidFrom: Instant

    /// An application without rights, secrets and addresses.
    public init(id: ClientApplicationID, name: String, isConfidential: Bool, createdAt: Instant) {
        self.id = id
        self.name = name
        isEnabled = true
        self.isConfidential = isConfidential
        (redirectURIs, permissions, delegated) = ([], [], [])
        (secrets, certificates) = ([], [])
        self.createdAt = createdAt
        updatedAt = createdAt
        tokensValidFrom = createdAt
    }
}

/// What is kept of an application's secret.
public struct ClientApplicationSecret: Hashable, Sendable {
    /// Names the secret without revealing it.
    public var id: String
    /// SHA-256 of it: it has 256 random bits, so that nothing slower is needed.
    public var hash: [UInt8]
    /// When it was made.
    public var createdAt: Instant
    /// From then on it counts no more.
    public var expiresAt: Instant

    /// A secret as it is kept.
    public init(id: String, hash: [UInt8], createdAt: Instant, expiresAt: Instant) {
        self.id = id
        self.hash = hash
        self.createdAt = createdAt
        self.expiresAt = expiresAt
    }
}

/// An application's certificate.
public struct ClientApplicationCertificate: Hashable, Sendable {
    /// SHA-256 of it in lower-case hexadecimal.
    public var thumbprint: String
    /// Whom it names.
    public var subject: String
    /// Its public key as a JWK with the certificate's thumbprints, as text.
    public var key: String
    /// From then on its assertions count no more.
    public var notAfter: Instant

    /// A certificate as it is kept.
    public init(thumbprint: String, subject: String, key: String, notAfter: Instant) {
        self.thumbprint = thumbprint
        self.subject = subject
        self.key = key
        self.notAfter = notAfter
    }
}

/// Asks for applications.
public protocol ClientApplicationReading {
    /// In the order of names.
    func clientApplications() throws -> [ClientApplication]
    func clientApplication(_ id: ClientApplicationID) throws -> ClientApplication?
    /// Folds case.
    func clientApplication(named name: String) throws -> ClientApplication?
}

/// Changes applications; appends ``Change/Kind/clientApplication`` with the id.
public protocol ClientApplicationWriting {
    /// Inserts or replaces, with its secrets and certificates; throws `conflict` when the name is taken.
    func save(_ application: ClientApplication) throws
    /// Forgets it with all that it began; `false` when there is none.
    @discardableResult func deleteClientApplication(_ id: ClientApplicationID) throws -> Bool
}
