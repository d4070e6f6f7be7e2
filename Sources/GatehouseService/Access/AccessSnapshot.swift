import GatehouseDocuments
public import GatehouseModel
import GatehousePolicy
import Synchronization

/// Whose a presented identity is, and whether it may be taken.
public enum IdentityStanding: Hashable, Sendable {
    case valid(DeviceID)
    /// Never issued here, or forgotten.
    case unknown
    case revoked
    case expired
    /// Its tenant is, so that nothing else was looked at.
    case suspended
}

/// All that decisions look at, in memory: kept true by ``SnapshotFollower``, asked without SQL.
public final class AccessSnapshot: Sendable {
    private let tenants = Mutex<[TenantID: TenantAccess]>([:])
    private let changes = Atomic<UInt64>(1)
    /// When the newest change was last known to be here, in milliseconds of uptime: a clock that is set makes nothing
    /// fresh, and nothing stale.
    private let proof = Atomic<Int64>(.min)
    /// Until when every tenant may decide on that proof: the shortest staleness of them all.
    private let freshUntil = Atomic<Int64>(.min)

    /// Makes an empty snapshot, which knows nobody and is not fresh.
    public init() {}

    /// Grows with every change that a decision could depend on.
    public var generation: UInt64 { changes.load(ordering: .acquiring) }

    /// Whose this client certificate is.
    public func standing(ofCertificate serial: String, _ tenant: TenantID, at now: Instant) -> IdentityStanding {
        tenants.withLock { $0[tenant]?.standing(ofCertificate: serial, at: now) ?? .unknown }
    }

    /// Whether the newest change was known to be here at most so long before this uptime.
    func isFresh(_ staleness: Duration, at uptime: Duration) -> Bool {
        let proof = proof.load(ordering: .acquiring)
        return proof != .min && uptime.milliseconds - proof <= staleness.milliseconds
    }

    /// Whether the proof is young enough for the tenant; asked for every request, so that it costs one load while it is
    /// young enough for all.
    func isFresh(for tenant: TenantID, at uptime: Duration) -> Bool {
        uptime.milliseconds <= freshUntil.load(ordering: .acquiring)
            || look(tenant) { isFresh($0.settings.staleness, at: uptime) } ?? false
    }

    /// Takes note that all that was changed before this uptime is here.
    func prove(at uptime: Duration) {
        let staleness = tenants.withLock { $0.values.map(\.settings.staleness).min() } ?? .seconds(5)
        proof.store(uptime.milliseconds, ordering: .releasing)
        freshUntil.store((uptime + staleness).milliseconds, ordering: .releasing)
    }

    /// How long ago this node last proved that it knows the newest change; `nil` before the first time.
    public func proofAge(at uptime: Duration) -> Duration? {
        let proof = proof.load(ordering: .acquiring)
        return proof == .min ? nil : uptime - .milliseconds(proof)
    }

    /// Devices of all tenants that are known here, enrolled or not.
    public var deviceCount: Int { tenants.withLock { $0.values.reduce(0) { $0 + $1.devices.count } } }

    /// The tenants that are known here.
    var known: Set<TenantID> { tenants.withLock { Set($0.keys) } }

    /// Forgets the tenant: nothing is decided for it any more.
    func forget(_ tenant: TenantID) {
        tenants.withLock { _ = $0.removeValue(forKey: tenant) }
        changes.add(1, ordering: .releasing)
    }

    /// Looks at one tenant; the body must be short, decisions wait for it.
    func look<Result: Sendable>(_ tenant: TenantID, _ body: (TenantAccess) -> Result) -> Result? {
        tenants.withLock { all in all[tenant].map { body($0) } }
    }

    /// Takes what was read anew in place of all that was known of the tenant.
    func replace(_ tenant: TenantID, by access: TenantAccess) {
        tenants.withLock { $0[tenant] = access }
        changes.add(1, ordering: .releasing)
    }

    /// Changes what is known of a tenant; one that is not known, or not any more, stays so.
    func change(_ tenant: TenantID, _ body: (inout TenantAccess) -> Void) {
        tenants.withLock { all in
            guard var access = all.removeValue(forKey: tenant) else { return }
            body(&access)
            all[tenant] = access
        }
        changes.add(1, ordering: .releasing)
    }
}

/// What decisions of one tenant look at.
struct TenantAccess: Sendable {
    struct KnownDevice: Sendable {
        var device: Device
        var identityAssurance: Assurance
        var verdict: Verdict?
    }
    struct KnownCertificate: Sendable {
        var device: DeviceID
        var notAfter: Instant
        var isRevoked: Bool
    }
    struct KnownToken: Sendable {
        var device: DeviceID
        var expiresAt: Instant
    }

    struct KnownPoint: Sendable {
        /// It may ask for no other.
        var applications: Set<String>
        var transport: EnforcementPoint.Transport
    }
    struct KnownPointCertificate: Sendable {
        var point: String
        /// From then on it is refused.
        var end: Instant
    }

    /// Why nothing is decided in the tenant's favour, in words; `nil` while it is served.
    var suspension: String?
    var policies = CompiledAccessPolicies([], settings: AccessSettings())
    /// SHA-256 over the policies in force.
    var policyDigest = ""
    var settings = TenantRules()
    /// By their names.
    var enforcementPoints: [String: KnownPoint] = [:]
    /// Of enforcement points, by their serials.
    var pointCertificates: [String: KnownPointCertificate] = [:]
    var devices: [DeviceID: KnownDevice] = [:]
    var certificates: [String: KnownCertificate] = [:]
    var tokens: [String: KnownToken] = [:]
    /// At this many, ended ones are looked for; doubled with what is left, so that looking stays cheap.
    private var tokensToLookAt = 1024
    private var certificatesToLookAt = 1024

    func standing(ofCertificate serial: String, at now: Instant) -> IdentityStanding {
        guard let certificate = certificates[serial] else { return .unknown }
        guard suspension == nil else { return .suspended }
        if certificate.isRevoked { return .revoked }
        if certificate.notAfter <= now { return .expired }
        return standing(of: certificate.device)
    }

    /// Until when the certificate may speak for the point: what it says itself is not enough.
    func end(ofPointCertificate serial: String, of point: String) -> Instant? {
        guard enforcementPoints[point]?.transport == .mutualTLS, let certificate = pointCertificates[serial],
            certificate.point == point
        else { return nil }
        return certificate.end
    }

    func standing(ofToken hash: String, at now: Instant) -> IdentityStanding {
        guard let token = tokens[hash] else { return .unknown }
        guard suspension == nil else { return .suspended }
        if token.expiresAt <= now { return .expired }
        return standing(of: token.device)
    }

    mutating func forgetEndedTokens(at now: Instant) {
        guard tokens.count >= tokensToLookAt else { return }
        tokens = tokens.filter { $0.value.expiresAt > now }
        tokensToLookAt = max(1024, tokens.count * 2)
    }

    /// Keeps those that ended lately: their holders are told that they expired.
    mutating func forgetEndedCertificates(at now: Instant) {
        guard certificates.count >= certificatesToLookAt else { return }
        certificates = certificates.filter { $0.value.notAfter + .seconds(7 * 86_400) > now }
        certificatesToLookAt = max(1024, certificates.count * 2)
    }

    private func standing(of device: DeviceID) -> IdentityStanding {
        guard let known = devices[device] else { return .unknown }
        return known.device.lifecycle == .enrolled ? .valid(device) : .revoked
    }
}

/// A tenant's settings as decisions need them.
struct TenantRules: Sendable {
    var access = AccessSettings()
    var compliance = ComplianceSettings()
    var staleness = Duration.seconds(5)
}
