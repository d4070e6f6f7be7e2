import GatehouseModel
import Synchronization

/// A decision that waits to be recorded.
struct PendingDecision: Sendable {
    var id: DecisionID
    var at: Instant
    var point: EnforcementPointName
    var request: EnforcementRequest
    var evaluated: Evaluated

    var record: DecisionRecord {
        DecisionRecord(
            id: id, at: at, enforcementPoint: point.name, application: request.application, device: evaluated.device,
            address: request.address.value?.description ?? "", userAgent: String(request.userAgent.prefix(512)),
            decision: evaluated.decision, signals: RecordedSignals.encode(evaluated.question),
            policyDigest: evaluated.policyDigest)
    }
}

/// Takes decisions from the event loops and makes them durable within a second.
///
/// When the store cannot keep up, allows degrade to counts and raise ``dropped``; denials are never lost: one that
/// cannot be kept is not given.
public final class DecisionRecorder: Sendable {
    private struct Buffer {
        var waiting: [PendingDecision] = []
        /// Handed to the store and not confirmed yet; still to be found by ``pending(_:_:)``.
        var writing: [PendingDecision] = []
        var repeats: [RepeatKey: Int64] = [:]
        var dropped: Int64 = 0
    }
    private struct RepeatKey: Hashable {
        var tenant: TenantID
        var decision: DecisionID
        var minute: Int64
    }

    /// How many decisions may wait to be written.
    public struct Capacity: Hashable, Sendable {
        /// At this many, allows are only counted.
        public var allows = 32_768
        /// At this many, denials are refused.
        public var denials = 65_536

        /// A capacity of a few seconds at the highest load that was measured.
        public init() {}
    }

    private let capacity: Capacity
    private let buffer = Mutex(Buffer())

    /// Makes a recorder with nothing waiting.
    public init(capacity: Capacity = Capacity()) { self.capacity = capacity }

    /// Allows that were only counted, since the start.
    public var dropped: Int64 { buffer.withLock(\.dropped) }

    /// `false` when there is no room.
    func record(_ decision: PendingDecision) -> Bool {
        buffer.withLock { buffer in
            let isAllow = decision.evaluated.decision.outcome == .allow
            guard buffer.waiting.count < (isAllow ? capacity.allows : capacity.denials) else {
                if isAllow { buffer.dropped += 1 }
                return false
            }
            buffer.waiting.append(decision)
            return true
        }
    }

    func count(_ decision: DecisionID, _ tenant: TenantID, _ count: Int64, at now: Instant) {
        let key = RepeatKey(tenant: tenant, decision: decision, minute: now.milliseconds / 60_000)
        buffer.withLock { $0.repeats[key, default: 0] += count }
    }

    func pending(_ id: DecisionID, _ point: EnforcementPointName) -> DecisionRecord? {
        let found = buffer.withLock { buffer in
            (buffer.waiting.last { $0.id == id } ?? buffer.writing.last { $0.id == id }).flatMap {
                $0.point == point ? $0 : nil
            }
        }
        return found?.record
    }

    /// Writes what waits; what cannot be written goes on waiting.
    public func flush(to store: any Store) async throws {
        let (decisions, repeats) = buffer.withLock { buffer in
            buffer.writing = buffer.waiting
            buffer.waiting = []
            defer { buffer.repeats = [:] }
            return (buffer.writing, buffer.repeats)
        }
        guard !decisions.isEmpty || !repeats.isEmpty else { return }
        do {
            try await write(decisions, repeats, to: store)
            buffer.withLock { $0.writing = [] }
        } catch {
            buffer.withLock { buffer in
                buffer.waiting.insert(contentsOf: decisions, at: 0)
                buffer.writing = []
                buffer.repeats.merge(repeats, uniquingKeysWith: +)
            }
            throw error
        }
    }

    private func write(
        _ decisions: [PendingDecision], _ repeats: [RepeatKey: Int64], to store: any Store
    ) async throws {
        let byTenant = Dictionary(grouping: decisions, by: \.point.tenant)
        let repeatsByTenant = Dictionary(grouping: repeats, by: \.key.tenant)
        for tenant in Set(byTenant.keys).union(repeatsByTenant.keys) {
            let records = (byTenant[tenant] ?? []).map(\.record)
            let counts = (repeatsByTenant[tenant] ?? []).map { key, count in
                DecisionRepeat(
                    decision: key.decision, minute: Instant(milliseconds: key.minute * 60_000), count: count)
            }
            try await store.write(tenant) { work in
                // What was decided just before its tenant went has nobody to be shown to.
                guard let tenant = try work.ownTenant(), tenant.state != .deleting else { return }
                try work.append(records, repeats: counts)
            }
        }
    }
}
