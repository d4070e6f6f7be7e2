import GatehouseModel
import GatehouseService
import Synchronization

/// A decision point that does as it is told and remembers what it was asked.
final class FakeDecisionPoint: DecisionPoint {
    struct Asked: Equatable {
        var request: EnforcementRequest
        var point: EnforcementPointName
        var at: Instant
    }

    struct Repeats: Equatable {
        var decision: DecisionID
        var point: EnforcementPointName
        var count: Int64
    }

    private struct State {
        var generation: UInt64? = 1
        var asked: [Asked] = []
        var repeats: [Repeats] = []
        /// The ends of the certificates of points, whatever their serials.
        var ends: [EnforcementPointName: Instant] = [:]
        var endQuestions: [String] = []
        var reports: [EnforcementPointName: [DecisionID: DenialReport]] = [:]
        var isUnavailable = false
        var validUntil = Instant.distantFuture
    }

    private let state = Mutex(State())
    static let device = DeviceID(high: 0xD, low: 1)

    var generation: UInt64? {
        get { state.withLock { $0.generation } }
        set { state.withLock { $0.generation = newValue } }
    }

    func generation(for tenant: TenantID) -> UInt64? { generation }

    var asked: [Asked] { state.withLock { $0.asked } }
    var repeats: [Repeats] { state.withLock { $0.repeats } }

    /// The serials that were asked about.
    var endQuestions: [String] { state.withLock { $0.endQuestions } }

    /// As the real one, it counts a new generation with every change.
    func endCertificates(of point: EnforcementPointName, at end: Instant?) {
        state.withLock { state in
            state.ends[point] = end
            state.generation = state.generation.map { $0 + 1 }
        }
    }

    func makeUnavailable() { state.withLock { $0.isUnavailable = true } }
    func answerUntil(_ instant: Instant) { state.withLock { $0.validUntil = instant } }

    func add(_ report: DenialReport, for point: EnforcementPointName) {
        state.withLock { $0.reports[point, default: [:]][report.record.id] = report }
    }

    /// Ids count up from 1; `blocked` is blocked, `mfa` is challenged, and so is a device that presents nothing.
    func decide(
        _ request: EnforcementRequest, from point: EnforcementPointName, at now: Instant
    ) -> EnforcementAnswer {
        state.withLock { state in
            state.asked.append(Asked(request: request, point: point, at: now))
            if state.isUnavailable { return .unavailable(retryAfter: .milliseconds(2500)) }
            let id = DecisionID(high: 0, low: UInt64(state.asked.count))
            switch (request.application, request.credential) {
            case ("blocked", _), (_, .refused): return .decided(id, .block, device: nil, validUntil: state.validUntil)
            case ("mfa", _), (_, .none): return .decided(id, .challenge, device: nil, validUntil: state.validUntil)
            default: return .decided(id, .allow, device: Self.device, validUntil: state.validUntil)
            }
        }
    }

    func countRepeats(
        of decision: DecisionID, from point: EnforcementPointName, _ count: Int64, at now: Instant
    ) {
        state.withLock { $0.repeats.append(Repeats(decision: decision, point: point, count: count)) }
    }

    func denial(_ id: DecisionID, for point: EnforcementPointName, in languages: [String]) async -> DenialReport? {
        state.withLock { $0.reports[point]?[id] }
    }

    func end(ofCertificate serial: String, of point: EnforcementPointName) -> Instant? {
        state.withLock { state in
            state.endQuestions.append(serial)
            return state.ends[point]
        }
    }
}

extension EnforcementPointName {
    static let tenant = TenantID(high: 0x7, low: 1)
    static let proxy = EnforcementPointName(tenant: tenant, name: "proxy")
    static let other = EnforcementPointName(tenant: tenant, name: "other")
}

extension DenialReport {
    /// A report with markup in every place that comes from outside.
    static func example(_ id: DecisionID, outcome: Outcome = .block) -> DenialReport {
        let at = Instant(seconds: 1_750_000_000)
        let decision = Decision(
            outcome: outcome,
            reasons: [
                DecisionReason(
                    code: .controlNotSatisfied, policy: "need <compliant>", control: .compliantDevice,
                    detail: "this device does not comply & must", remediation: "mend what is listed below")
            ], policies: [], missing: outcome == .challenge ? [.compliantDevice] : [], validUntil: at + .seconds(300))
        let problem = RequirementStatus(
            policy: "laptops", requirement: "disk encryption", result: .failing, since: at,
            graceEnd: at + .seconds(86_400),
            severity: .high, fact: "disk.encrypted", wanted: "true", found: "<script>alert(1)</script>", evidence: "",
            remediation: "turn on \"LUKS\"")
        return DenialReport(
            record: DecisionRecord(
                id: id, at: at, enforcementPoint: "proxy", application: "wiki", device: FakeDecisionPoint.device,
                address: "192.0.2.7", userAgent: "", decision: decision, signals: "{}", policyDigest: ""),
            deviceName: "ada's laptop", problems: [problem])
    }
}
