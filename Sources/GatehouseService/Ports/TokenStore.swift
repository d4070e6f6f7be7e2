public import GatehouseModel

/// A bearer token of the native API; only its hash is kept.
public struct APIToken: Hashable, Sendable {
    /// Names the token where its secret must not be shown.
    public var id: TokenID
    /// Unique among the tenant's live tokens; audit rows name the caller by it.
    public var name: String
    /// Name of a built-in role.
    public var role: String
    /// SHA-256 in hexadecimal.
    public var hash: String
    /// When it was made, by the server's clock.
    public var createdAt: Instant
    /// From then on it is refused.
    public var expiresAt: Instant
    /// `nil` while it is not revoked.
    public var revokedAt: Instant?

    /// Makes the token as it is kept, not revoked unless said.
    public init(
        id: TokenID, name: String, role: String, hash: String, createdAt: Instant, expiresAt: Instant,
        revokedAt: Instant? = nil
    ) {
        self.id = id
        self.name = name
        self.role = role
        self.hash = hash
        self.createdAt = createdAt
        self.expiresAt = expiresAt
        self.revokedAt = revokedAt
    }
}

/// A short-lived token that stands for a device; only its hash is kept.
public struct DeviceToken: Hashable, Sendable {
    /// SHA-256 in hexadecimal.
    public var hash: String
    /// The device that it stands for.
    public var device: DeviceID
    /// From then on it is refused.
    public var expiresAt: Instant

    /// Makes the token as it is kept.
    public init(hash: String, device: DeviceID, expiresAt: Instant) {
        self.hash = hash
        self.device = device
        self.expiresAt = expiresAt
    }
}

/// Asks for tokens.
public protocol TokenReading {
    func apiTokens() throws -> [APIToken]
    func apiToken(withHash hash: String) throws -> APIToken?
    func apiToken(_ id: TokenID) throws -> APIToken?
    func deviceToken(withHash hash: String) throws -> DeviceToken?
    func deviceTokens(liveAt now: Instant) throws -> [DeviceToken]
}

/// Changes tokens; appends ``Change/Kind/token`` with the id, ``Change/Kind/deviceToken`` with the hash.
public protocol TokenWriting {
    func save(_ token: APIToken) throws
    func save(_ token: DeviceToken) throws
    /// Forgets device tokens that ended before `now`.
    func removeDeviceTokens(endedBefore now: Instant) throws
}
