public import GatehouseModel
import GatehousePolicy

/// A hypothetical request, decided now.
public struct AccessExplanationReport: Hashable, Sendable {
    /// Name of the application that the question was about.
    public var application: String
    /// What would be answered now; it is not recorded.
    public var decision: Decision
    /// Every policy that is not disabled, in order, with the first condition that keeps it from applying.
    public var policies: [PolicyOutcome]
}

/// Recorded decisions, and what would be decided now.
public struct AccessService: Sendable {
    let store: any Store
    private let snapshot: AccessSnapshot
    let clock: Clock

    /// Makes the service; `snapshot` holds the policies that explanations are decided by.
    public init(store: any Store, snapshot: AccessSnapshot, clock: Clock) {
        self.store = store
        self.snapshot = snapshot
        self.clock = clock
    }

    /// One page of recorded decisions; a field that they do not have is the store's ``StoreError/Code/badQuery``.
    public func decisions(_ tenant: TenantID, _ query: ListQuery) async throws -> Page<DecisionRecord> {
        try await store.read(tenant) { try $0.decisions(query) }
    }

    /// The decision with how often a cache repeated it.
    public func decision(
        _ tenant: TenantID, _ id: DecisionID
    ) async throws -> (record: DecisionRecord, repeats: Int64) {
        let found = try await store.read(tenant) { work in
            try work.decision(id).map { ($0, try work.repeats(of: id)) }
        }
        guard let found else { throw ServiceError(.notFound, "there is no decision `\(id)`") }
        return found
    }

    /// What the device would be answered for the application, from `address` if one is given.
    public func explain(
        _ tenant: TenantID, device: DeviceID, application: String, address: IPAddress?
    ) async throws -> AccessExplanationReport {
        let now = clock.now
        let standing = try await store.read(tenant) { work in
            let record = try work.requireDevice(device)
            guard try work.document(kind: "Application", name: application) != nil else {
                throw ServiceError(.notFound, "there is no application `\(application)`")
            }
            return try DeviceStanding(record, in: work, at: now)
        }
        let signals = standing.signals(
            for: application, address: address.map { .known($0) } ?? .absent, clientApplication: .absent,
            verdict: standing.verdict)
        let policies = snapshot.look(tenant, \.policies) ?? CompiledAccessPolicies([], settings: AccessSettings())
        let explained = policies.explain(signals, at: now)
        var decision = explained.decision
        if let refusal = standing.refusal {
            decision.outcome = .block
            decision.reasons = [.identityRefused(refusal)]
            decision.missing = []
        }
        return AccessExplanationReport(application: application, decision: decision, policies: explained.policies)
    }
}
