public import GatehouseModel

/// Tells whether a presented device certificate may be taken: from memory, and from the store when memory is behind.
public struct DeviceIdentityService: Sendable {
    private let snapshot: AccessSnapshot
    private let store: any Store
    private let clock: Clock

    /// Makes the service; `store` is asked only about certificates that `snapshot` does not know.
    public init(snapshot: AccessSnapshot, store: any Store, clock: Clock) {
        self.snapshot = snapshot
        self.store = store
        self.clock = clock
    }

    /// From memory alone; `unknown` may only mean that the certificate is very new.
    public func standing(ofCertificate serial: String, _ tenant: TenantID) -> IdentityStanding {
        snapshot.standing(ofCertificate: serial, tenant, at: clock.now)
    }

    /// The device behind the certificate, or the error that says why it is refused.
    public func device(holding serial: String, _ tenant: TenantID) async throws -> DeviceID {
        let now = clock.now
        var standing = snapshot.standing(ofCertificate: serial, tenant, at: now)
        if standing == .unknown {
            standing = try await store.read(tenant) { work in
                guard let certificate = try work.certificate(serial), let record = try work.device(certificate.device)
                else { return .unknown }
                guard let tenant = try work.ownTenant(), tenant.state != .deleting else { return .unknown }
                if tenant.state == .suspended { return .suspended }
                if certificate.revokedAt != nil || record.device.lifecycle != .enrolled { return .revoked }
                return certificate.notAfter <= now ? .expired : .valid(certificate.device)
            }
        }
        switch standing {
        case .valid(let device): return device
        case .suspended:
            let found = try await store.read(tenant) { try $0.ownTenant() }
            throw ServiceError(suspended: found)
        case .unknown:
            throw ServiceError(.identityUnknown, "the device certificate is not known here", hint: "enrol again")
        case .revoked:
            throw ServiceError(.identityRevoked, "the identity of this device was revoked", hint: "enrol again")
        case .expired:
            throw ServiceError(.identityExpired, "the device certificate has expired", hint: "enrol again")
        }
    }
}
