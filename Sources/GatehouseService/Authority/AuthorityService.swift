public import GatehouseKeys
public import GatehouseModel

/// How much is sealed under the newest key, over all tenants.
public struct SealedAnew: Hashable, Sendable {
    /// What was sealed under an older one before.
    public var sealed: Int
    /// What was sealed under it already.
    public var current: Int
    /// What no key of `secrets.key` opens; it stays as it is.
    public var unreadable: Int
}

/// Shows and changes the keys of a tenant's authority, each change in one unit of work with its audit entry.
///
/// Every node learns of a change by the feed, and its listeners trust what came of it within a second.
public struct AuthorityService: Sendable {
    private let store: any Store
    private let keeper: any AuthorityKeeper
    private let sealing: SealingKeys
    private let clock: Clock

    /// Makes the service; `sealing` holds the keys of `secrets.key`.
    public init(store: any Store, keeper: any AuthorityKeeper, sealing: SealingKeys, clock: Clock) {
        self.store = store
        self.keeper = keeper
        self.sealing = sealing
        self.clock = clock
    }

    /// The certificates of the authority.
    public func show(_ tenant: TenantID) async throws -> AuthorityOverview {
        let sealed = try await store.read(tenant) { try Self.required($0) }
        return try keeper.overview(of: sealed, tenant: tenant)
    }

    /// Takes one step; refuses one that does not come next with ``ServiceError/Code/conflict``, and retiring a key that
    /// enforcement points still depend on, unless at once.
    ///
    /// - Returns: the authority after it, and the root's key where the step hands it out.
    public func perform(
        _ step: AuthorityStep, reason: String = "", as caller: Caller
    ) async throws -> (overview: AuthorityOverview, rootKey: String?) {
        try Self.check(reason)
        let (now, keeper, tenant) = (clock.now, keeper, caller.tenant)
        return try await store.write(tenant) { work in
            do {
                let sealed = try Self.required(work)
                if step == .retireIssuing(isAtOnce: false) {
                    try Self.requireNewCertificates(keeper.overview(of: sealed, tenant: tenant), in: work, at: now)
                }
                let (changed, rootKey) = try keeper.change(sealed, of: tenant, by: step, now: now)
                if case .retireIssuing = step { try Self.endTokens(in: work, at: now) }
                try work.save(sealedAuthority: changed, at: now)
                try work.audit(
                    AuditEntry(
                        at: now, actor: caller.actor, action: "authority.\(step.name)", target: "authority/\(tenant)",
                        detail: reason))
                return (try keeper.overview(of: changed, tenant: tenant), rootKey)
            } catch let error as AuthorityError {
                throw ServiceError(error)
            }
        }
    }

    /// Seals every tenant's authority and secrets under the newest key of `secrets.key`, all in one unit of work.
    ///
    /// Doing it again finds what another node sealed under the older key meanwhile.
    public func rotateSealingKey(reason: String = "", as caller: Caller) async throws -> SealedAnew {
        guard caller.ownsServer else {
            throw ServiceError(.notPermitted, "the sealing key is for whoever operates the server")
        }
        guard sealing.count > 1 else {
            throw ServiceError(
                .conflict, "`secrets.key` has one key, and nothing to change to",
                hint: "append one on every node first: openssl rand -hex 32")
        }
        try Self.check(reason)
        let (now, keeper, sealing) = (clock.now, keeper, sealing)
        return try await store.administer(as: caller.tenant) { tenants in
            var count = SealedAnew(sealed: 0, current: 0, unreadable: 0)
            for tenant in try tenants.tenants() where tenant.state != .deleting {
                let unit = tenants.unit(of: tenant.id)
                do {
                    try Self.reseal(in: unit, of: tenant.id, by: keeper, now: now, &count)
                } catch let error as AuthorityError {
                    throw ServiceError(error, as: .conflict)
                }
                try Self.resealRows(in: unit, of: tenant.id, by: sealing, &count)
            }
            try tenants.own.audit(
                AuditEntry(
                    at: now, actor: caller.actor, action: "sealingKey.rotate", target: "server",
                    detail: "\(count.sealed) sealed anew, \(count.current) were; \(reason)"))
            return count
        }
    }

    private static func reseal(
        in unit: any StoreWriting, of tenant: TenantID, by keeper: any AuthorityKeeper, now: Instant,
        _ count: inout SealedAnew
    ) throws {
        guard let row = try unit.sealedAuthority() else { return }
        guard let changed = try keeper.reseal(row, of: tenant) else { return count.current += 1 }
        try unit.save(sealedAuthority: changed, at: now)
        count.sealed += 1
    }

    private static func resealRows(
        in unit: any StoreWriting, of tenant: TenantID, by sealing: SealingKeys, _ count: inout SealedAnew
    ) throws {
        for var secret in try unit.secrets() {
            let purpose = SealingPurpose.secret(secret.name, of: tenant)
            try reseal(&secret, \.sealed, for: purpose, "the secret `\(secret.name)`", by: sealing, &count, unit.save)
        }
        for var key in try unit.signingKeys() {
            let purpose = SealingPurpose.signingKey(key.id, of: tenant)
            try reseal(&key, \.sealed, for: purpose, "a key of tokens", by: sealing, &count, unit.save)
        }
        for var password in try unit.passwords() {
            let purpose = SealingPurpose.timeCode(of: password.user, tenant)
            try reseal(&password, \.sealedKey, for: purpose, "a key of codes", by: sealing, &count, unit.save)
        }
    }

    private static func reseal<Row>(
        _ row: inout Row, _ sealed: WritableKeyPath<Row, [UInt8]>, for purpose: String, _ what: String,
        by sealing: SealingKeys, _ count: inout SealedAnew, _ save: (Row) throws -> Void
    ) throws {
        switch sealing.isNewest(row[keyPath: sealed], for: purpose) {
        case .some(true): count.current += 1
        case .some(false):
            guard let opened = sealing.open(row[keyPath: sealed], for: purpose),
                let changed = sealing.sealNewest(opened, for: purpose)
            else { throw ServiceError(.failed, "\(what) cannot be sealed anew") }
            row[keyPath: sealed] = changed
            try save(row)
            count.sealed += 1
        case .none: count.unreadable += 1
        }
    }

    /// A clock of another node may be behind, and a node learns of a rotation a moment later.
    private static let margin = Duration.seconds(60)

    /// Refuses while the newest certificate of an enforcement point is of before the rotation.
    private static func requireNewCertificates(
        _ overview: AuthorityOverview, in work: any StoreReading, at now: Instant
    ) throws {
        guard let since = overview.issuingSince else { return }
        let live = try work.pointCertificates(endingAfter: now).filter { $0.end > now }
        let newest = Dictionary(live.map { ($0.point, $0.issuedAt) }) { max($0, $1) }
        let late = newest.filter { $0.value < since + margin }.keys.sorted()
        guard late.isEmpty else {
            throw ServiceError(
                .conflict,
                "enforcement points may have nothing but certificates of a former key: "
                    + late.prefix(8).joined(separator: ", "),
                hint: "give them another: gatehouse enforcement-point add NAME --tls; or add --now "
                    + "(one issued within a minute of the rotation counts as of the former key)")
        }
    }

    /// Whoever had the former key may have been given some.
    private static func endTokens(in work: any StoreWriting, at now: Instant) throws {
        for device in Set(try work.deviceTokens(liveAt: now).map(\.device)) {
            try work.removeDeviceTokens(of: device)
        }
    }

    private static func check(_ reason: String) throws {
        guard reason.utf8.count <= 500 else { throw ServiceError(.invalid, "a reason has at most 500 bytes") }
    }

    private static func required(_ work: any StoreReading) throws -> [UInt8] {
        guard let sealed = try work.sealedAuthority() else {
            throw ServiceError(.notFound, "this tenant has no authority")
        }
        return sealed
    }
}

extension AuthorityStep {
    /// As the audit log has it, after `authority.`.
    var name: String {
        switch self {
        case .rotateIssuing: "rotateIssuing"
        case .rotateScripts: "rotateScripts"
        case .beginRoot: "beginRoot"
        case .finishRoot: "finishRoot"
        case .cancelRoot: "cancelRoot"
        case .retireIssuing: "retireIssuing"
        case .retireScripts: "retireScripts"
        case .copyRootKey: "copyRootKey"
        case .removeRootKey: "removeRootKey"
        case .putRootKey: "putRootKey"
        }
    }
}

extension AuthorityCertificate {
    /// SHA-256 of the certificate in lower-case hexadecimal, and its times.
    public var particulars: (fingerprint: String, notBefore: Instant, notAfter: Instant) {
        get throws {
            let read = try PeerCertificate(pemChain: pem)
            return (read.fingerprint, read.notBefore, read.notAfter)
        }
    }
}
