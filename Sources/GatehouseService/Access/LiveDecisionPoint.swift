import GatehouseKeys
public import GatehouseModel
import GatehousePolicy

/// Decides over the snapshot and hands every evaluated decision to the recorder.
public struct LiveDecisionPoint: DecisionPoint {
    private let snapshot: AccessSnapshot
    private let recorder: DecisionRecorder
    private let store: any Store
    private let clock: Clock
    /// Subjects of what issues, or issued before, certificates of the tenant's devices, as proxies spell them.
    private let issuerNames: @Sendable (TenantID) -> Set<String>
    private let policies: PolicyBook

    /// Makes the point; certificates of any other issuer than the tenant's own `issuerNames` (RFC 4514 text) are refused,
    /// and `policies` has the words in which denials are told.
    public init(
        snapshot: AccessSnapshot, recorder: DecisionRecorder, store: any Store, clock: Clock,
        issuerNames: @escaping @Sendable (TenantID) -> Set<String>, policies: PolicyBook = PolicyBook()
    ) {
        self.snapshot = snapshot
        self.recorder = recorder
        self.store = store
        self.clock = clock
        self.issuerNames = issuerNames
        self.policies = policies
    }

    /// The snapshot's generation; `nil` while the proof that it is new is too old for the tenant.
    public func generation(for tenant: TenantID) -> UInt64? {
        snapshot.isFresh(for: tenant, at: clock.uptime) ? snapshot.generation : nil
    }

    /// Whether this node follows the changes: it had proof within the last five seconds.
    public var isProven: Bool { snapshot.isFresh(TenantRules().staleness, at: clock.uptime) }

    /// The end that the snapshot has for the certificate, if the point is bound to mutual TLS and it is the point's.
    public func end(ofCertificate serial: String, of point: EnforcementPointName) -> Instant? {
        snapshot.look(point.tenant) { $0.end(ofPointCertificate: serial, of: point.name) } ?? nil
    }

    /// Decides from the snapshot; unavailable while that is stale, or when a denial cannot be recorded.
    public func decide(
        _ request: EnforcementRequest, from point: EnforcementPointName, at now: Instant
    ) -> EnforcementAnswer {
        let (issuers, uptime) = (issuerNames(point.tenant), clock.uptime)
        let evaluated = snapshot.look(point.tenant) { tenant -> Evaluated? in
            guard snapshot.isFresh(tenant.settings.staleness, at: uptime) else { return nil }
            return tenant.evaluate(request, from: point, issuers, at: now)
        }
        guard case .some(.some(let evaluated)) = evaluated else { return .unavailable(retryAfter: .seconds(1)) }
        var generator = SystemRandomNumberGenerator()
        let id = DecisionID.timeOrdered(at: now, using: &generator)
        let isKept = recorder.record(
            PendingDecision(id: id, at: now, point: point, request: request, evaluated: evaluated))
        // A denial that cannot be recorded is not given as one that was: the proxy asks again.
        guard isKept || evaluated.decision.outcome == .allow else { return .unavailable(retryAfter: .seconds(1)) }
        return .decided(
            id, evaluated.decision.outcome, device: evaluated.device, validUntil: evaluated.decision.validUntil)
    }

    /// Adds to the repeats of the minute of `now`, to be written with the next flush.
    public func countRepeats(
        of decision: DecisionID, from point: EnforcementPointName, _ count: Int64, at now: Instant
    ) {
        recorder.count(decision, point.tenant, count, at: now)
    }

    /// The report on a decision that waits or is stored; `nil` when there is none, or another point asked for it.
    ///
    /// What mends a requirement is told in the first of `languages` that its policy has words in.
    public func denial(
        _ id: DecisionID, for point: EnforcementPointName, in languages: [String] = []
    ) async -> DenialReport? {
        let pending = recorder.pending(id, point)
        let stored = try? await store.read(point.tenant) { try $0.decision(id) }
        guard let record = pending ?? stored ?? nil, record.enforcementPoint == point.name else { return nil }
        guard let device = record.device else { return DenialReport(record: record, deviceName: nil, problems: []) }
        let standing = try? await store.read(point.tenant) { work in
            (name: try work.device(device)?.device.name, statuses: try work.statuses(of: device))
        }
        let problems = standing?.statuses.filter(\.result.isUnsatisfied) ?? []
        return DenialReport(
            record: record, deviceName: standing?.name,
            problems: policies.rules(of: point.tenant).translate(problems, into: languages))
    }
}

/// A decision with the question that led to it.
struct Evaluated: Sendable {
    var decision: Decision
    var question: AccessQuestion
    var device: DeviceID?
    var policyDigest: String
}

extension TenantAccess {
    /// Reads the request against what is known, and decides.
    func evaluate(
        _ request: EnforcementRequest, from point: EnforcementPointName, _ issuerNames: Set<String>, at now: Instant
    ) -> Evaluated {
        let identity = identify(request.credential, issuerNames, at: now)
        let question = AccessQuestion(
            enforcementPoint: point.name, signals: signals(of: request, identity.device), refusal: identity.refusal,
            suspension: suspension, identityEnd: identity.end)
        let decision = question.decision(
            by: policies, bound: enforcementPoints[point.name]?.applications,
            lifetime: settings.access.decisionLifetime, at: now)
        return Evaluated(
            decision: decision, question: question, device: identity.device, policyDigest: policyDigest)
    }

    private func identify(
        _ credential: PresentedCredential, _ issuerNames: Set<String>, at now: Instant
    ) -> PresentedIdentity {
        switch credential {
        case .none: return PresentedIdentity()
        case .refused(let why):
            return .refused("the proxy did not accept the client certificate: \(why)")
        case .certificate(let serial, let issuer):
            guard issuerNames.contains(issuer) else {
                return .refused("the client certificate was not issued by this organisation")
            }
            let known = certificates[serial]
            return PresentedIdentity(
                standing(ofCertificate: serial, at: now), "certificate", of: known?.device, until: known?.notAfter)
        case .token(let token):
            let hash = Secret.hash(token)
            let known = tokens[hash]
            return PresentedIdentity(
                standing(ofToken: hash, at: now), "token", of: known?.device, until: known?.expiresAt)
        }
    }

    private func signals(of request: EnforcementRequest, _ id: DeviceID?) -> Signals {
        let known = id.flatMap { devices[$0] }
        let agent = UserAgent(request.userAgent)
        let device: Input<DeviceSignal> =
            if let known {
                .known(DeviceSignal(device: known.device, identityAssurance: known.identityAssurance))
            } else {
                id == nil ? .absent : .unavailable
            }
        let verdict: Input<Verdict> =
            switch (id, known?.verdict) {
            case (nil, _): .absent
            case (_, .some(let verdict)): .known(verdict)
            case (_, .none): .unavailable
            }
        return Signals(
            application: request.application, platform: known.map { .known($0.device.platform) } ?? agent.platform,
            address: request.address, clientApplication: .known(agent.client), device: device, verdict: verdict)
    }
}

/// Whom a request's credential stands for.
private struct PresentedIdentity {
    /// Also of a refused credential, if it is known whose it was.
    var device: DeviceID?
    /// Why it is not taken, if it is not.
    var refusal: String?
    /// When the credential ends.
    var end: Instant?

    /// Nobody in particular.
    init() {}

    init(_ standing: IdentityStanding, _ what: String, of device: DeviceID?, until end: Instant?) {
        self.device = device
        switch standing {
        case .valid: self.end = end
        case .suspended: refusal = "the organisation is suspended"
        case .unknown:
            self.device = nil
            refusal = "the device's \(what) is not known"
        case .revoked: refusal = "the identity of this device was revoked"
        case .expired: refusal = "the device's \(what) has expired"
        }
    }

    static func refused(_ detail: String) -> Self {
        var identity = Self()
        identity.refusal = detail
        return identity
    }
}
