import GatehouseDocuments
public import GatehouseModel

/// Gives the browsers of a device's accounts their certificates, asked over the device's own channel.
public struct BrowserCertificateService: Sendable {
    /// Life of a browser's certificate: its key lies where the account's own programs can read it.
    public static let lifetime = Duration.seconds(86_400)
    /// A device has at most so many that have not ended: people times browsers, several times over.
    public static let most = 256
    private static let keptAfterEnd = Duration.seconds(7 * 86_400)

    private let store: any Store
    private let authority: any Authority
    private let clock: Clock

    /// Makes the service; `authority` signs what it allows.
    public init(store: any Store, authority: any Authority, clock: Clock) {
        self.store = store
        self.authority = authority
        self.clock = clock
    }

    /// Issues a certificate for the key in the request, or repeats the answer to the same request.
    ///
    /// Refuses a device that is not enrolled, one whose owner's browsers get none by the tenant's settings, more than
    /// ``most`` at a time, and a request that asks for a name.
    public func issue(
        _ tenant: TenantID, device: DeviceID, account: String, number: UInt32, request: RequestID,
        certificateRequest: [UInt8]
    ) async throws -> BrowserCertificate {
        guard (1...256).contains(account.utf8.count),
            !account.unicodeScalars.contains(where: { $0.properties.generalCategory == .control })
        else { throw ServiceError(.invalid, "an account's name has 1 to 256 bytes, and no control characters") }
        let now = clock.now
        let answer = try await store.read(tenant) { work in
            try Self.requireAllowed(device, in: work, at: now)
            return try work.browserCertificate(answering: request, of: device)
        }
        if let answer { return answer }
        let issued = try await authority.issueBrowserCertificate(
            for: certificateRequest, tenant: tenant, device: device, account: number, lifetime: Self.lifetime, now: now)
        let certificate = BrowserCertificate(
            serial: issued.serial, device: device, account: account, accountNumber: number, request: request,
            issuedAt: now, notAfter: issued.notAfter, chain: issued.chain)
        try await store.write(tenant) { work in
            let live = try Self.requireAllowed(device, in: work, at: now)
            try work.removeBrowserCertificates(of: device, endedBefore: now - Self.keptAfterEnd)
            try work.save(certificate)
            // Renewals come every day, and say nothing new.
            guard !live.contains(where: { $0.accountNumber == number }) else { return }
            try work.audit(
                AuditEntry(
                    at: now, actor: "device:\(device)", action: "browserCertificate.issue", target: "device/\(device)",
                    detail: "account \(account) (\(number)), serial \(issued.serial)"))
        }
        return certificate
    }

    /// Those of the device that are good at `now`.
    @discardableResult
    private static func requireAllowed(
        _ device: DeviceID, in work: any StoreReading, at now: Instant
    ) throws -> [BrowserCertificate] {
        guard let record = try work.device(device) else {
            throw ServiceError(.identityUnknown, "this device is not known here", hint: "enrol again")
        }
        guard record.device.lifecycle == .enrolled else {
            throw ServiceError(.identityRevoked, "the identity of this device was revoked", hint: "enrol again")
        }
        guard try work.tenantSettings().browserCertificates.includes(record.device.ownership) else {
            throw ServiceError(
                .notPermitted, "browsers on this device get no certificates",
                hint: "`browserCertificates` in TenantSettings says whose do")
        }
        let live = try work.browserCertificates(of: device).filter { $0.revokedAt == nil && now < $0.notAfter }
        guard live.count < most else {
            throw ServiceError(.quotaExceeded, "the device has \(live.count) certificates of browsers already")
        }
        return live
    }
}
