public import GatehouseKeys
public import GatehouseModel
public import GatehouseService
import SwiftASN1
import Synchronization
import X509

/// The authorities of all tenants of a server: the owner's from its files, the others' from the store.
///
/// Each signs for its own tenant and no other, and a certificate counts only as its own tenant's authority signed it.
public final class TenantAuthorities: Sendable {
    private let owner: FileAuthority
    private let store: any Store
    private let key: SealingKey
    private let clock: Clock
    private let opened: Mutex<[TenantID: FileAuthority]>

    /// Makes the set; what is in the store is opened when it is first asked for, or by ``load(_:)``.
    public init(owner: FileAuthority, store: any Store, key: SealingKey, clock: Clock) {
        self.owner = owner
        self.store = store
        self.key = key
        self.clock = clock
        opened = Mutex([owner.tenant: owner])
    }

    /// Opens a tenant's authority; an intermediate whose end is near is issued anew and kept.
    ///
    /// Throws where there is none, or it was sealed under another key.
    @discardableResult
    public func load(_ tenant: TenantID) async throws(AuthorityError) -> FileAuthority {
        guard tenant != owner.tenant else { return owner }
        let sealed: [UInt8]?
        do {
            sealed = try await store.read(tenant) { try $0.sealedAuthority() }
        } catch {
            throw AuthorityError(.failed, "the authority of the tenant \(tenant) cannot be read: \(error)")
        }
        guard let sealed else { throw AuthorityError(.failed, "the tenant \(tenant) has no authority") }
        let material = try AuthorityMaterial(sealed: sealed, by: key, for: tenant)
        var authority = try FileAuthority(material, tenant: tenant)
        let now = clock.now
        if let renewed = try material.renewed(authority, now: now) {
            authority = try FileAuthority(renewed, tenant: tenant)
            let kept = try renewed.sealed(by: key, for: tenant)
            do {
                try await store.write(tenant) { try $0.save(sealedAuthority: kept, at: now) }
            } catch {
                throw AuthorityError(.failed, "the authority of the tenant \(tenant) cannot be kept: \(error)")
            }
        }
        let found = authority
        opened.withLock { $0[tenant] = found }
        return authority
    }

    /// Takes no certificate of the tenant any more.
    public func forget(_ tenant: TenantID) {
        guard tenant != owner.tenant else { return }
        opened.withLock { _ = $0.removeValue(forKey: tenant) }
    }

    /// The roots and issuing intermediates of every tenant that is served here, PEM.
    public var trusted: String {
        opened.withLock { $0.values.sorted { $0.tenant < $1.tenant }.map { $0.root + $0.intermediate }.joined() }
    }

    /// Subject of the tenant's issuing intermediate; `nil` where the tenant is not known here.
    public func issuerName(of tenant: TenantID) -> String? { opened.withLock { $0[tenant]?.issuerName } }

    /// Whether the tenant's own authority signed the certificate (DER): the names in it say only what its signer wrote.
    public func isIssued(_ certificate: [UInt8], by tenant: TenantID) -> Bool {
        guard let authority = opened.withLock({ $0[tenant] }),
            let read = try? Certificate(derEncoded: certificate)
        else { return false }
        let issuing = authority.issuing.certificate
        return read.issuer == issuing.subject && issuing.publicKey.isValidSignature(read.signature, for: read)
    }

    private func authority(of tenant: TenantID) async throws(AuthorityError) -> FileAuthority {
        if let known = opened.withLock({ $0[tenant] }) { return known }
        return try await load(tenant)
    }
}

extension TenantAuthorities: Authority {
    /// Of the tenant that owns the server.
    public var issuerName: String { owner.issuerName }
    /// Of the tenant that owns the server: what everybody trusts who speaks to it.
    public var root: String { owner.root }
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

    /// Of the tenant's own key for scripts.
    public func scriptSigner(tenant: TenantID, now: Instant) async throws(AuthorityError) -> String {
        try await authority(of: tenant).scriptSigner(tenant: tenant, now: now)
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
