public import GatehouseKeys
public import GatehouseModel
import GatehouseOpenID
import GatehouseWire

/// Makes, rotates and forgets the keys of tokens.
///
/// A tenant gets its first keys with the first request for them; every node learns of all by the change feed.
public struct SigningKeyService: Sendable {
    private let store: any Store
    private let clients: ClientBook
    private let sealing: SealingKeys
    private let cryptography: any TokenCryptography
    private let schedule: SigningKeySchedule
    private let clock: Clock

    /// Makes the service; `clients` learns of first keys at once.
    public init(
        store: any Store, clients: ClientBook, sealing: SealingKeys, cryptography: any TokenCryptography,
        schedule: SigningKeySchedule = SigningKeySchedule(), clock: Clock
    ) {
        self.store = store
        self.clients = clients
        self.sealing = sealing
        self.cryptography = cryptography
        self.schedule = schedule
        self.clock = clock
    }

    /// HMAC-SHA-256 by a key that every node has, for the refresh tokens that follow others.
    func authenticate(_ message: [UInt8]) -> [UInt8] { sealing.authenticate(message, for: "refresh-token") }

    /// Makes the tenant's first keys where it has none.
    public func ensure(_ tenant: TenantID) async throws {
        guard clients.published(tenant).isEmpty else { return }
        var keys = try await store.read(tenant) { try $0.signingKeys() }
        if keys.isEmpty { keys = try await carryOut(tenant) }
        clients.take(keys: keys, of: tenant)
    }

    /// Does what is due for every tenant that has keys.
    public func tend() async throws {
        let now = clock.now
        for tenant in try await store.tenants() where tenant.state != .deleting {
            let keys = try await store.read(tenant.id) { try $0.signingKeys() }
            guard !keys.isEmpty, !schedule.plan(keys, at: now).isEmpty else { continue }
            _ = try await carryOut(tenant.id)
        }
    }

    /// Makes the keys before the unit of work, which takes those that are still wanted then: another node may have
    /// been first.
    private func carryOut(_ tenant: TenantID) async throws -> [SigningKey] {
        let (now, schedule) = (clock.now, schedule)
        let known = try await store.read(tenant) { try $0.signingKeys() }
        let wanted = schedule.plan(known, at: now).made
        let fresh = try wanted.map { try make($0.key, of: tenant, from: $0.value, at: now) }
        return try await store.write(tenant) { work in
            let plan = schedule.plan(try work.signingKeys(), at: now)
            for key in fresh where plan.made[key.use] != nil {
                try work.save(key)
                try work.audit(
                    AuditEntry(
                        at: now, actor: "system", action: "signingKey.create", target: "signingKey/\(key.id)",
                        detail: "\(key.use.rawValue), signs from \(key.signsFrom)"))
            }
            for id in plan.removed {
                try work.deleteSigningKey(id)
                try work.audit(
                    AuditEntry(at: now, actor: "system", action: "signingKey.delete", target: "signingKey/\(id)"))
            }
            return try work.signingKeys()
        }
    }

    private func make(
        _ use: SigningKey.Use, of tenant: TenantID, from instant: Instant, at now: Instant
    ) throws -> SigningKey {
        let made = try cryptography.makeKey(for: use)
        let id = made.publicKey.thumbprint(hash: Secret.sha256)
        let named = try JSONWebKey(made.publicKey.material, id: id, algorithm: use.algorithm)
        guard let sealed = sealing.seal(made.privateKey, for: SealingPurpose.signingKey(id, of: tenant)) else {
            throw ServiceError(.failed, "a key of tokens cannot be sealed")
        }
        return SigningKey(
            id: id, use: use, publicKey: String(decoding: named.json.serialised(), as: UTF8.self), sealed: sealed,
            createdAt: now, signsFrom: instant)
    }
}
