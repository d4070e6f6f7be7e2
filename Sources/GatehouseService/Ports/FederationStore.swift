public import GatehouseModel

/// Somebody whom an upstream provider names, and who that is here.
public struct FederatedIdentity: Hashable, Sendable {
    /// Name of the provider's document.
    public var provider: String
    /// The provider's issuer when the two were linked: another provider of the same name is somebody else's.
    public var issuer: String
    /// What the provider calls the person (`sub`); never changes, and is never given to somebody else.
    public var subject: String
    /// Who that is here.
    public var user: UserID
    /// When the two were linked.
    public var linkedAt: Instant

    /// Links the two.
    public init(provider: String, issuer: String, subject: String, user: UserID, linkedAt: Instant) {
        self.provider = provider
        self.issuer = issuer
        self.subject = subject
        self.user = user
        self.linkedAt = linkedAt
    }
}

/// A sign-in that was begun at an upstream provider and is not finished; its secrets are with the browser alone.
public struct PendingFederation: Hashable, Sendable {
    /// SHA-256 in hexadecimal of what the browser keeps.
    public var hash: String
    /// Name of the provider's document.
    public var provider: String
    /// Where the person goes afterwards, a path of ours.
    public var destination: String
    /// It counts no more from then on.
    public var expiresAt: Instant

    /// A sign-in that begins.
    public init(hash: String, provider: String, destination: String, expiresAt: Instant) {
        self.hash = hash
        self.provider = provider
        self.destination = destination
        self.expiresAt = expiresAt
    }
}

/// Asks for what is known of people by way of upstream providers.
public protocol FederationReading {
    func federatedIdentity(provider: String, subject: String) throws -> FederatedIdentity?
    func federatedIdentities(of user: UserID) throws -> [FederatedIdentity]
}

/// Changes what is known of people by way of upstream providers.
public protocol FederationWriting {
    /// Inserts; throws `conflict` where the subject is linked already.
    func add(_ identity: FederatedIdentity) throws
    func removeFederatedIdentity(provider: String, subject: String) throws
    func add(_ pending: PendingFederation) throws
    /// Takes a sign-in away, so that it is finished once; `nil` when there is none.
    func takePendingFederation(withHash hash: String) throws -> PendingFederation?
    /// Forgets sign-ins that ended before `now`.
    func removePendingFederations(endedBefore now: Instant) throws
}
