import Foundation
import GatehouseModel
import GatehousePolicy
import GatehouseService
import Synchronization

/// A decision point as large as a real one, from memory: devices by the serial of their certificate, and policies.
///
/// Reads its generation and its enforcement points under a lock and with a look at the clock, as the live one does.
final class VerifyDecisionPoint: DecisionPoint {
    static let tenant = TenantID(high: 0, low: 1)
    static let point = EnforcementPointName(tenant: tenant, name: "bench")

    private struct Known {
        var signal: DeviceSignal
        var verdict: Verdict
    }

    private struct Standing {
        var generation: UInt64 = 1
        var provenAt: Instant
        var points: Set<EnforcementPointName>
    }

    private let devices: [String: Known]
    private let policies: CompiledAccessPolicies
    private let standing: Mutex<Standing>
    private let decided = Atomic<UInt64>(0)
    private let repeated = Atomic<Int64>(0)
    private let isCold: Bool

    /// With `isCold` no answer can be repeated, so that each is decided.
    init(devices count: Int, policies policyCount: Int, isCold: Bool) {
        let now = Self.now()
        var devices: [String: Known] = [:]
        devices.reserveCapacity(count)
        for number in 0..<count { devices[Self.serial(number)] = Self.device(number, at: now) }
        self.devices = devices
        policies = CompiledAccessPolicies(
            (0..<policyCount).map(Self.policy), settings: AccessSettings(defaultDecision: .deny))
        standing = Mutex(Standing(provenAt: now + .seconds(86_400), points: [Self.point]))
        self.isCold = isCold
    }

    /// The serial number of a device's certificate, as a proxy would tell it.
    static func serial(_ number: Int) -> String {
        let text = String(number, radix: 16)
        return "1d" + String(repeating: "0", count: 16 - text.count) + text
    }

    func generation(for tenant: TenantID) -> UInt64? {
        let now = Self.now()
        return standing.withLock { standing in
            if isCold { standing.generation += 1 }
            return now < standing.provenAt ? standing.generation : nil
        }
    }

    func end(ofCertificate serial: String, of point: EnforcementPointName) -> Instant? {
        standing.withLock { $0.points.contains(point) } ? .distantFuture : nil
    }

    func decide(
        _ request: EnforcementRequest, from point: EnforcementPointName, at now: Instant
    ) -> EnforcementAnswer {
        var known: Known?
        if case .certificate(let serial, _) = request.credential { known = devices[serial] }
        let signals = Signals(
            application: request.application, platform: known.map { .known($0.signal.device.platform) } ?? .absent,
            address: request.address, clientApplication: .known(.browser),
            device: known.map { .known($0.signal) } ?? .absent, verdict: known.map { .known($0.verdict) } ?? .absent)
        let decision = policies.decide(signals, at: now)
        let number = decided.add(1, ordering: .relaxed).newValue
        return .decided(
            DecisionID(high: UInt64(clamping: now.milliseconds), low: number), decision.outcome,
            device: known?.signal.device.id, validUntil: decision.validUntil)
    }

    func countRepeats(
        of decision: DecisionID, from point: EnforcementPointName, _ count: Int64, at now: Instant
    ) {
        repeated.add(count, ordering: .relaxed)
    }

    func denial(_ id: DecisionID, for point: EnforcementPointName, in languages: [String]) async -> DenialReport? {
        nil
    }

    private static func device(_ number: Int, at now: Instant) -> Known {
        let device = Device(
            id: DeviceID(high: 1, low: UInt64(number)), name: "host-\(number)", platform: .linux, ownership: .company,
            enrolledAt: now, lastContact: now)
        return Known(
            signal: DeviceSignal(device: device, identityAssurance: .agentVerified),
            verdict: Verdict(state: .compliant, since: now, graceEnd: nil, validUntil: now + .seconds(86_400)))
    }

    /// One in four for every application; the others for a hundred applications each.
    private static func policy(_ number: Int) -> AccessPolicy {
        let applications =
            number % 4 == 0
            ? Selection<String>() : Selection(include: Set((0..<100).map { "app-\((number * 37 + $0 * 5) % 500)" }))
        return AccessPolicy(
            name: "policy-\(number)", conditions: AccessConditions(applications: applications, platforms: nil),
            controls: number % 2 == 0 ? [.compliantDevice] : [.compliantDevice, .minimumAssurance(.partner)])
    }

    private static func now() -> Instant {
        Instant(milliseconds: Int64(Date().timeIntervalSince1970 * 1000))
    }
}
