import GatehouseKeys
public import GatehouseModel

/// Short-lived tokens that stand for a device where no client certificate can be presented.
public struct DeviceTokenService: Sendable {
    /// Life of a token: ten minutes.
    public static let lifetime = Duration.seconds(600)

    private let store: any Store
    private let clock: Clock

    /// Makes the service; `clock` decides when tokens end.
    public init(store: any Store, clock: Clock) {
        self.store = store
        self.clock = clock
    }

    /// A token for ten minutes; only its hash is kept.
    public func issue(_ tenant: TenantID, device: DeviceID) async throws -> (secret: String, expiresAt: Instant) {
        let secret = Secret.random(prefix: "gtd_")
        let token = DeviceToken(hash: Secret.hash(secret), device: device, expiresAt: clock.now + Self.lifetime)
        try await store.write(tenant) { try $0.save(token) }
        return (secret, token.expiresAt)
    }
}
