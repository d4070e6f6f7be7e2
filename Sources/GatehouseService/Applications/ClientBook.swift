public import GatehouseKeys
public import GatehouseModel
public import GatehouseOpenID
import GatehouseWire
import Synchronization

/// The applications of all tenants and the keys of their tokens, in memory: kept true by ``SnapshotFollower``, asked
/// without SQL.
public final class ClientBook: Sendable {
    private let state = Mutex(State())
    private let sealing: SealingKeys?
    private let cryptography: (any TokenCryptography)?

    fileprivate struct State {
        var tenants: [TenantID: TenantClients] = [:]
        /// Whose key a token names: a thumbprint, so that no two tenants have one.
        var owners: [String: TenantID] = [:]
    }

    /// An empty book whose keys are opened by `sealing`; without it they verify and do not sign.
    public init(sealing: SealingKeys? = nil, cryptography: (any TokenCryptography)? = nil) {
        self.sealing = sealing
        self.cryptography = cryptography
    }

    /// What checks signatures; nothing does where the book was made without.
    var verifier: any JOSEVerifying { cryptography?.verifier ?? NoVerifier() }

    /// The tenant of this id or name.
    public func tenant(_ reference: String) -> Tenant? {
        state.withLock { state in
            if let id = TenantID(reference) { return state.tenants[id]?.tenant }
            return state.tenants.values.first { $0.tenant.name == reference }?.tenant
        }
    }

    /// Looks at one tenant; the body must be short, others wait for it.
    func look<Result: Sendable>(_ tenant: TenantID, _ body: (TenantClients) -> Result?) -> Result? {
        state.withLock { $0.tenants[tenant].flatMap(body) }
    }

    /// The application, from memory, and from the store where memory does not know it yet.
    func client(_ id: ClientID, _ tenant: TenantID, _ store: any Store) async throws -> KnownClient? {
        guard let id = ClientApplicationID(id.description) else { return nil }
        if let known = look(tenant, { $0.clients[id] }) { return known }
        return try await store.read(tenant) { try $0.clientApplication(id) }.map(KnownClient.init)
    }

    /// The tenant whose access tokens the key verifies, with the key.
    func owner(ofKey id: String) -> (tenant: TenantID, key: JSONWebKey)? {
        state.withLock { state in
            guard let owner = state.owners[id], let key = state.tenants[owner]?.keys.key(id, for: .accessToken) else {
                return nil
            }
            return (owner, key)
        }
    }

    /// What is published of the tenant's keys.
    public func published(_ tenant: TenantID) -> [JSONWebKey] { look(tenant) { $0.keys.published } ?? [] }

    /// Takes what was read anew in place of all that was known of the tenant.
    func replace(_ tenant: Tenant, applications: [ClientApplication], keys: [SigningKey]) {
        let known = Dictionary(applications.map { ($0.id, KnownClient($0)) }) { first, _ in first }
        let ring = ring(of: keys, tenant.id)
        state.withLock { state in
            state.tenants[tenant.id] = TenantClients(tenant: tenant, clients: known, keys: ring)
            state.own(ring, by: tenant.id)
        }
    }

    /// Takes the tenant's own row.
    func take(_ tenant: Tenant) {
        state.withLock { $0.tenants[tenant.id]?.tenant = tenant }
    }

    /// Takes an application, or forgets it.
    func take(_ application: ClientApplication?, _ id: ClientApplicationID, of tenant: TenantID) {
        let known = application.map(KnownClient.init)
        state.withLock { $0.tenants[tenant]?.clients[id] = known }
    }

    /// Takes all keys of the tenant in place of those before.
    func take(keys: [SigningKey], of tenant: TenantID) {
        let ring = ring(of: keys, tenant)
        state.withLock { state in
            guard state.tenants[tenant] != nil else { return }
            state.tenants[tenant]?.keys = ring
            state.own(ring, by: tenant)
        }
    }

    /// Nothing of the tenant is known any more.
    func forget(_ tenant: TenantID) {
        state.withLock { state in
            state.tenants[tenant] = nil
            state.own(SigningKeyRing(), by: tenant)
        }
    }

    private func ring(of keys: [SigningKey], _ tenant: TenantID) -> SigningKeyRing {
        var ring = SigningKeyRing()
        for key in keys {
            guard let json = try? JSON.parse(Array(key.publicKey.utf8)), let read = try? JSONWebKey(json: json) else {
                continue
            }
            let opened = sealing?.open(key.sealed, for: SealingPurpose.signingKey(key.id, of: tenant))
            let signer = opened.flatMap { try? cryptography?.signer(for: key.use, id: key.id, privateKey: $0) }
            ring.entries.append(.init(use: key.use, key: read, signsFrom: key.signsFrom, signer: signer))
        }
        return ring
    }
}

extension ClientBook.State {
    fileprivate mutating func own(_ ring: SigningKeyRing, by tenant: TenantID) {
        owners = owners.filter { $0.value != tenant }
        for entry in ring.entries where entry.use == .accessToken {
            if let id = entry.key.id { owners[id] = tenant }
        }
    }
}

/// What is known of one tenant.
struct TenantClients: Sendable {
    var tenant: Tenant
    var clients: [ClientApplicationID: KnownClient]
    var keys: SigningKeyRing
}

/// Believes nothing.
private struct NoVerifier: JOSEVerifying {
    func verify(signature: [UInt8], of message: [UInt8], by key: JSONWebKey, algorithm: JOSEAlgorithm) -> Bool { false }
}
