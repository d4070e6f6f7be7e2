public import GatehouseKeys
public import GatehouseModel
public import GatehouseService
import SwiftASN1
import Synchronization
import X509

/// The authorities of all tenants of a server, each a sealed row of the store.
///
/// Each signs for its own tenant and no other, and a certificate counts only as its own tenant's authority signed it.
public final class TenantAuthorities: Sendable {
    private struct State {
        /// Of the tenant that owns the server; it is always known.
        var owner: TenantAuthority
        /// Whether the owner's was changed to something that this node cannot open: nobody knows what is retired then.
        var isWithheld = false
        var others: [TenantID: TenantAuthority] = [:]
        /// Others whose row this node cannot open: what is retired in them is not known here.
        var unopened: Set<TenantID> = []

        subscript(tenant: TenantID) -> TenantAuthority? { tenant == owner.tenant ? owner : others[tenant] }

        mutating func keep(_ authority: TenantAuthority) {
            guard authority.tenant == owner.tenant else {
                unopened.remove(authority.tenant)
                return others[authority.tenant] = authority
            }
            owner = authority
            isWithheld = false
        }
    }

    private let store: any Store
    private let key: SealingKeys
    private let clock: Clock
    private let state: Mutex<State>

    /// Makes the set; what is in the store is opened when it is first asked for, or by ``load(_:)``.
    public init(owner: TenantAuthority, store: any Store, key: SealingKeys, clock: Clock) {
        self.store = store
        self.key = key
        self.clock = clock
        state = Mutex(State(owner: owner))
    }

    /// Makes the set of a server whose owner's authority is in the store; throws where it is not, or was sealed under
    /// another key.
    public static func opening(
        owner: TenantID, store: any Store, key: SealingKeys, clock: Clock
    ) async throws(AuthorityError) -> TenantAuthorities {
        let authority = try await open(owner, in: store, key: key, now: clock.now)
        let authorities = TenantAuthorities(owner: authority, store: store, key: key, clock: clock)
        try await authorities.followSealing(owner)
        return authorities
    }

    /// Opens a tenant's authority as it is in the store now; an intermediate whose end is near is issued anew and kept.
    ///
    /// Throws where there is none, or it was sealed under another key; `unavailable` where the store did not answer.
    @discardableResult
    public func load(_ tenant: TenantID) async throws(AuthorityError) -> TenantAuthority {
        let authority: TenantAuthority
        do throws(AuthorityError) {
            authority = try await Self.open(tenant, in: store, key: key, now: clock.now)
        } catch {
            if error.code != .unavailable {
                state.withLock { $0.isWithheld = $0.isWithheld || tenant == $0.owner.tenant }
            }
            throw error
        }
        let isOwner = state.withLock { state in
            state.keep(authority)
            return tenant == state.owner.tenant
        }
        if isOwner { try await followSealing(tenant) }
        return authority
    }

    /// Opens one that nobody asked for before; what was loaded meanwhile is newer, and stays.
    private func loadUnknown(_ tenant: TenantID) async throws(AuthorityError) -> TenantAuthority {
        let authority = try await Self.open(tenant, in: store, key: key, now: clock.now)
        return state.withLock { state in
            if let known = state[tenant] { return known }
            state.keep(authority)
            return authority
        }
    }

    /// Seals from now on under the key that the owner's row is sealed under.
    private func followSealing(_ owner: TenantID) async throws(AuthorityError) {
        do {
            guard let sealed = try await store.read(owner, { try $0.sealedAuthority() }) else { return }
            key.follow(sealed, for: SealingPurpose.authority(of: owner))
        } catch {
            throw AuthorityError(.unavailable, "the authority of the tenant \(owner) cannot be read: \(error)")
        }
    }

    private static func open(
        _ tenant: TenantID, in store: any Store, key: SealingKeys, now: Instant
    ) async throws(AuthorityError) -> TenantAuthority {
        let sealed: [UInt8]?
        do {
            sealed = try await store.read(tenant) { try $0.sealedAuthority() }
        } catch {
            throw AuthorityError(.unavailable, "the authority of the tenant \(tenant) cannot be read: \(error)")
        }
        guard let sealed else { throw AuthorityError(.failed, "the tenant \(tenant) has no authority") }
        let material = try AuthorityMaterial(sealed: sealed, by: key, for: tenant)
        let authority = try TenantAuthority(material, tenant: tenant)
        guard let renewed = try material.renewed(authority, now: now) else { return authority }
        let kept = try renewed.sealed(by: key, for: tenant, inPlaceOf: sealed)
        let isKept: Bool
        do {
            isKept = try await store.write(tenant) { work in
                // Another node may have done the same.
                guard try work.sealedAuthority() == sealed else { return false }
                try work.save(sealedAuthority: kept, at: now)
                return true
            }
        } catch {
            throw AuthorityError(.unavailable, "the authority of the tenant \(tenant) cannot be kept: \(error)")
        }
        return isKept
            ? try TenantAuthority(renewed, tenant: tenant) : try await open(tenant, in: store, key: key, now: now)
    }

    /// Takes no certificate of the tenant any more: it is no more.
    public func forget(_ tenant: TenantID) {
        state.withLock { state in
            state.others[tenant] = nil
            state.unopened.remove(tenant)
        }
    }

    /// Takes no certificate of the tenant until its row can be opened here, and sends nobody away for good meanwhile.
    public func withhold(_ tenant: TenantID) {
        state.withLock { state in
            state.others[tenant] = nil
            state.unopened.insert(tenant)
        }
    }

    /// The roots and issuing intermediates of every tenant that is served here, PEM.
    public var trusted: String {
        state.withLock { state in
            ([state.owner] + state.others.values).sorted { $0.tenant < $1.tenant }.map { $0.chains }
                .joined()
        }
    }

    /// What issues for any tenant now, and what issued before and is not retired, PEM each.
    public var issuers: [String] {
        state.withLock { state in
            ([state.owner] + state.others.values).sorted { $0.tenant < $1.tenant }.flatMap(\.issuers)
        }
    }

    /// Subjects of what issues for the tenant and of what issued before and is not retired; none where the tenant is not
    /// known here.
    public func issuerNames(of tenant: TenantID) -> Set<String> {
        state.withLock { $0.isWithheld ? [] : $0[tenant]?.issuerNames ?? [] }
    }

    /// Whether the tenant's own authority signed the certificate (DER): the names in it say only what its signer wrote.
    public func isIssued(_ certificate: [UInt8], by tenant: TenantID) -> Bool {
        standing(of: certificate, tenant) == .current
    }

    /// What is known of the authority behind a certificate (DER) that names the tenant.
    public func standing(of certificate: [UInt8], _ tenant: TenantID) -> IssuerStanding {
        let (authority, isUnknown) = state.withLock {
            ($0[tenant], $0.isWithheld || $0.unopened.contains(tenant))
        }
        if isUnknown { return .notKnownYet }
        guard let authority, let read = try? Certificate(derEncoded: certificate) else { return .foreign }
        return authority.standing(of: read)
    }

    private var owner: TenantAuthority { state.withLock(\.owner) }

    private func authority(of tenant: TenantID) async throws(AuthorityError) -> TenantAuthority {
        let (known, isWithheld) = state.withLock { ($0[tenant], $0.isWithheld) }
        // Only who follows the changes in order opens it again: an older row would bring back what is retired.
        if isWithheld {
            throw AuthorityError(.unavailable, "this node cannot open the authority of the server's owner yet")
        }
        if let known { return known }
        return try await loadUnknown(tenant)
    }
}

extension TenantAuthorities: Authority {
    /// Of the tenant that owns the server.
    public var issuerName: String { owner.issuerName }
    /// Of the tenant that owns the server: what everybody trusts who speaks to it.
    public var root: String { owner.roots }
    /// Of the tenant that owns the server.
    public var intermediate: String { owner.intermediate }

    /// Signs by the tenant's own authority, with its checks.
    public func issueDeviceCertificate(
        for request: [UInt8], tenant: TenantID, device: DeviceID, lifetime: Duration, now: Instant
    ) async throws(AuthorityError) -> IssuedCertificate {
        try await authority(of: tenant).issueDeviceCertificate(
            for: request, tenant: tenant, device: device, lifetime: lifetime, now: now)
    }

    /// Signs by the tenant's own authority, with its checks.
    public func issueBrowserCertificate(
        for request: [UInt8], tenant: TenantID, device: DeviceID, account: UInt32, lifetime: Duration, now: Instant
    ) async throws(AuthorityError) -> IssuedCertificate {
        try await authority(of: tenant).issueBrowserCertificate(
            for: request, tenant: tenant, device: device, account: account, lifetime: lifetime, now: now)
    }

    /// Signs by the tenant's own authority, with its checks.
    public func issueEnforcementPointCertificate(
        tenant: TenantID, name: String, lifetime: Duration, now: Instant
    ) async throws(AuthorityError) -> (certificate: IssuedCertificate, key: String) {
        try await authority(of: tenant).issueEnforcementPointCertificate(
            tenant: tenant, name: name, lifetime: lifetime, now: now)
    }

    /// Signs by the authority of the tenant that owns the server: the server is one.
    public func issueServerCertificate(
        names: [String], lifetime: Duration, now: Instant
    ) async throws(AuthorityError) -> (certificate: IssuedCertificate, key: String) {
        try owner.issueServerCertificate(names: names, lifetime: lifetime, now: now)
    }

    /// Signs with the tenant's own key for scripts.
    public func signScript(_ statement: [UInt8], tenant: TenantID) async throws(AuthorityError) -> [UInt8] {
        try await authority(of: tenant).signScript(statement, tenant: tenant)
    }

    /// By the tenant's own key for scripts.
    public func currentSignature(
        _ kept: [UInt8], of statement: [UInt8], tenant: TenantID
    ) async throws(AuthorityError) -> [UInt8] {
        try await authority(of: tenant).currentSignature(kept, of: statement, tenant: tenant)
    }

    /// Of the tenant's own key for scripts.
    public func scriptSigner(
        tenant: TenantID, for chain: String?, now: Instant
    ) async throws(AuthorityError) -> String {
        try await authority(of: tenant).scriptSigner(tenant: tenant, for: chain, now: now)
    }
}

extension TenantAuthorities: AuthorityKeeper {
    /// Opens it and tells what is in it; nothing is kept here.
    public func overview(of sealed: [UInt8], tenant: TenantID) throws(AuthorityError) -> AuthorityOverview {
        try AuthorityMaterial(sealed: sealed, by: key, for: tenant).overview
    }

    /// Refuses a step after which it could not be opened.
    public func change(
        _ sealed: [UInt8], of tenant: TenantID, by step: AuthorityStep, now: Instant
    ) throws(AuthorityError) -> (sealed: [UInt8], rootKey: String?) {
        var material = try AuthorityMaterial(sealed: sealed, by: key, for: tenant)
        let rootKey = try material.take(step, tenant: tenant, now: now)
        _ = try TenantAuthority(material, tenant: tenant)
        return (try material.sealed(by: key, for: tenant, inPlaceOf: sealed), rootKey)
    }

    /// Opens it by any key, and seals it under the newest.
    public func reseal(_ sealed: [UInt8], of tenant: TenantID) throws(AuthorityError) -> [UInt8]? {
        try AuthorityMaterial(sealed: sealed, by: key, for: tenant).resealed(sealed, by: key, for: tenant)
    }
}

extension TenantAuthorities: AuthorityMaker {
    /// Makes fresh keys; nothing of them is kept here.
    public func makeAuthority(
        of tenant: TenantID, now: Instant
    ) throws(AuthorityError) -> (sealed: [UInt8], root: String) {
        let material = try AuthorityMaterial.fresh(tenant: tenant, now: now)
        return (try material.sealed(by: key, for: tenant), material.root)
    }
}

extension TenantAuthorities {
    /// Reads the authority of a server that kept its owner's as files in `folder`, sealed for the store.
    ///
    /// Refuses files that do not belong together, and another tenant's.
    public static func seal(
        folder: String, tenant: TenantID, key: SealingKeys
    ) throws(AuthorityError) -> [UInt8] {
        let material = try AuthorityMaterial(folder: folder)
        _ = try TenantAuthority(material, tenant: tenant)
        return try material.sealed(by: key, for: tenant)
    }

    /// Fresh keys, sealed for the store.
    public static func makeSealed(
        tenant: TenantID, key: SealingKeys, now: Instant
    ) throws(AuthorityError) -> [UInt8] {
        try AuthorityMaterial.fresh(tenant: tenant, now: now).sealed(by: key, for: tenant)
    }
}
