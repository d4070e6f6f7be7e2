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
}

/// All that decisions look at, in memory: kept true by ``SnapshotFollower``, asked without SQL.
public final class AccessSnapshot: Sendable {
    private let tenants = Mutex<[TenantID: TenantAccess]>([:])
    private let changes = Atomic<UInt64>(1)
    /// When the newest change was last known to be here, in milliseconds of the server's clock.
    private let proof = Atomic<Int64>(Instant.distantPast.milliseconds)
    /// Until when every tenant may decide on that proof.
    private let freshUntil = Atomic<Int64>(Instant.distantPast.milliseconds)

    /// Makes an empty snapshot, which knows nobody and is not fresh.
    public init() {}

    /// Grows with every change that a decision could depend on.
    public var generation: UInt64 { changes.load(ordering: .acquiring) }

    /// Whose this client certificate is.
    public func standing(ofCertificate serial: String, _ tenant: TenantID, at now: Instant) -> IdentityStanding {
        tenants.withLock { $0[tenant]?.standing(ofCertificate: serial, at: now) ?? .unknown }
    }

    /// How long the node may go without proof that it knows the newest change.
    func isFresh(_ staleness: Duration, at now: Instant) -> Bool {
        now.milliseconds - proof.load(ordering: .acquiring) <= staleness.milliseconds
    }

    /// Whether the proof is young enough for every tenant; asked for every request, so that it costs one load.
    func isFresh(at now: Instant) -> Bool { now.milliseconds <= freshUntil.load(ordering: .acquiring) }

    func prove(at now: Instant) {
        let staleness = tenants.withLock { $0.values.map(\.settings.staleness).min() } ?? .seconds(5)
        proof.store(now.milliseconds, ordering: .releasing)
        freshUntil.store((now + staleness).milliseconds, ordering: .releasing)
    }

    /// Looks at one tenant; the body must be short, decisions wait for it.
    func look<Result: Sendable>(_ tenant: TenantID, _ body: (TenantAccess) -> Result) -> Result? {
        tenants.withLock { all in all[tenant].map { body($0) } }
    }

    func change(_ tenant: TenantID, _ body: (inout TenantAccess) -> Void) {
        tenants.withLock { body(&$0[tenant, default: TenantAccess()]) }
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

    var policies = CompiledAccessPolicies([], settings: AccessSettings())
    /// SHA-256 over the policies in force.
    var policyDigest = ""
    var settings = TenantRules()
    /// Applications that each enforcement point may ask for.
    var enforcementPoints: [String: Set<String>] = [:]
    var devices: [DeviceID: KnownDevice] = [:]
    var certificates: [String: KnownCertificate] = [:]
    var tokens: [String: KnownToken] = [:]
    /// At this many tokens the ended ones are looked for; doubled with what is left, so that looking stays cheap.
    private var tokensToLookAt = 1024

    func standing(ofCertificate serial: String, at now: Instant) -> IdentityStanding {
        guard let certificate = certificates[serial] else { return .unknown }
        if certificate.isRevoked { return .revoked }
        if certificate.notAfter <= now { return .expired }
        return standing(of: certificate.device)
    }

    func standing(ofToken hash: String, at now: Instant) -> IdentityStanding {
        guard let token = tokens[hash] else { return .unknown }
        if token.expiresAt <= now { return .expired }
        return standing(of: token.device)
    }

    mutating func forgetEndedTokens(at now: Instant) {
        guard tokens.count >= tokensToLookAt else { return }
        tokens = tokens.filter { $0.value.expiresAt > now }
        tokensToLookAt = max(1024, tokens.count * 2)
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
