import GatehouseKeys
public import GatehouseModel

/// Tells which device a browser is on, by the certificate that it showed.
///
/// Asks the store every time: it is asked when somebody signs in, and then nothing may be stale.
public struct BrowserDeviceService: Sendable {
    private let store: any Store
    private let issuer: @Sendable ([UInt8], TenantID) -> IssuerStanding
    private let clock: Clock

    /// Makes the service; `issuer` knows the authority behind a certificate (DER) that names the tenant.
    public init(store: any Store, issuer: @escaping @Sendable ([UInt8], TenantID) -> IssuerStanding, clock: Clock) {
        self.store = store
        self.issuer = issuer
        self.clock = clock
    }

    /// The tenant that a certificate (DER) names, whoever signed it; `nil` for one that is no browser's.
    public func tenant(namedBy certificate: [UInt8]) -> TenantID? {
        guard case .browser(let tenant, _, _) = try? PeerCertificate(der: certificate).identity() else { return nil }
        return tenant
    }

    /// The device behind the certificate (DER), or `nil` where none is proven.
    ///
    /// Throws `unavailable` while this node does not know the issuer: it may be good in a moment.
    public func device(presenting certificate: [UInt8]?, _ tenant: TenantID) async throws -> BrowserDevice? {
        try await standing(of: certificate, tenant).device
    }

    /// What the certificate (DER) proves to the tenant, and why it proves nothing.
    ///
    /// The connection showed that the browser has the key; everything else is checked here.
    public func standing(of certificate: [UInt8]?, _ tenant: TenantID) async throws -> BrowserStanding {
        guard let certificate else { return .noCertificate }
        guard let read = try? PeerCertificate(der: certificate),
            case .browser(tenant, let device, let account) = try? read.identity()
        else { return .refused(.foreign) }
        switch issuer(certificate, tenant) {
        case .current: break
        case .retired: return .refused(.retired)
        case .foreign: return .refused(.foreign)
        case .notKnownYet:
            throw ServiceError(.unavailable, "this node does not know the issuer of the certificate yet")
        }
        let now = clock.now
        guard read.notBefore <= now, now < read.notAfter else { return .refused(.expired) }
        return try await store.read(tenant) { work in
            guard let own = try work.ownTenant(), own.state != .deleting else { return .refused(.unknown) }
            if own.state == .suspended { return .refused(.suspended) }
            guard let kept = try work.browserCertificate(read.serial), kept.device == device,
                kept.accountNumber == account, let record = try work.device(device)
            else { return .refused(.unknown) }
            guard kept.revokedAt == nil, record.device.lifecycle == .enrolled else { return .refused(.revoked) }
            return .proven(
                BrowserDevice(
                    device: record.device, account: kept.account, identity: record.identityAssurance,
                    serial: kept.serial, notAfter: kept.notAfter))
        }
    }
}
