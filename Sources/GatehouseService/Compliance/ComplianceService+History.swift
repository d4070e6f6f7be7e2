import GatehouseDocuments
public import GatehouseModel

/// How a device stood at a past time, as it was recorded then.
public struct PastCompliance: Hashable, Sendable {
    /// The time that was asked for.
    public var at: Instant
    /// As it stood then; `nil` when none is recorded of that time.
    public var verdict: Verdict?
    /// Every requirement that was judged then, the unmet ones first.
    public var statuses: [RequirementStatus]
    /// What cannot be told of that time, a sentence each; never empty where something is missing.
    public var notRecorded: [String]
}

/// A stretch of a device's past.
public enum HistoryEntry: Hashable, Sendable {
    case verdict(VerdictSpan)
    case requirement(RequirementSpan)

    /// When it began.
    public var from: Instant {
        switch self {
        case .verdict(let span): span.from
        case .requirement(let span): span.from
        }
    }
}

extension ComplianceService {
    /// How the device stood at a past time: what was recorded then, and what was not.
    ///
    /// Nothing is judged anew, neither by the policies of now nor by the facts of now. Refuses a time to come.
    public func explain(_ tenant: TenantID, device: DeviceID, at instant: Instant) async throws -> PastCompliance {
        let now = clock.now
        guard instant <= now else {
            throw ServiceError(
                .invalid, "`\(instant)` is yet to come", hint: "leave the time out to see how the device stands now")
        }
        return try await store.read(tenant) { work in
            let record = try work.requireDevice(device)
            let span = try work.verdict(of: device, at: instant)
            var verdict = span?.verdict
            if let held = verdict { verdict?.state = held.state(at: instant) }
            let statuses = try work.requirementSpans(of: device, at: instant).map(\.status).unmetFirst
            let settings = try work.tenantSettings()
            return PastCompliance(
                at: instant, verdict: verdict, statuses: statuses,
                notRecorded: Self.missing(
                    of: record, at: instant, verdict, keptSince: now - settings.historyRetention,
                    retention: settings.historyRetention))
        }
    }

    /// Verdicts and findings that began before `before`, newest first; `limit` is brought within 1 to 1,000.
    public func history(
        _ tenant: TenantID, device: DeviceID, before: Instant?, limit: Int
    ) async throws -> [HistoryEntry] {
        let limit = min(max(limit, 1), 1000)
        let end = before ?? .distantFuture
        return try await store.read(tenant) { work in
            _ = try work.requireDevice(device)
            let verdicts = try work.verdictSpans(of: device, before: end, limit: limit)
            let findings = try work.requirementSpans(of: device, before: end, limit: limit)
            let all = verdicts.map(HistoryEntry.verdict) + findings.map(HistoryEntry.requirement)
            let order = all.enumerated().sorted { ($1.element.from, $0.offset) < ($0.element.from, $1.offset) }
            return order.prefix(limit).map(\.element)
        }
    }

    /// Forgets what ended longer ago than the tenant keeps, in small units of work, so that nobody waits for long.
    static func prune(_ store: any Store, _ tenant: TenantID, retention: Duration, at now: Instant) async throws {
        let batch = 2000
        var removed = 0
        repeat {
            removed = try await store.write(tenant) { work in
                try work.removeComplianceHistory(endedBefore: now - retention, limit: batch)
            }
        } while removed >= batch
        _ = try await store.write(tenant) { try $0.removeComplianceHistory(beyond: mostPastFindings) }
    }

    /// A device that changes what it says at every report fills no disk: its oldest past goes first.
    static let mostPastFindings = 5000

    private static func missing(
        of record: DeviceRecord, at instant: Instant, _ verdict: Verdict?, keptSince: Instant, retention: Duration
    ) -> [String] {
        let always =
            "facts that no requirement looked at, and what each application would have been answered, are "
            + "kept only as they are now; see `gatehouse decisions` for the decisions that were made"
        guard verdict == nil else { return [always] }
        if instant < record.device.enrolledAt {
            return ["the device was enrolled only at \(record.device.enrolledAt)"]
        }
        if instant < keptSince {
            return ["past verdicts are kept for \(retention.text), which is since \(keptSince): this one is gone"]
        }
        return ["no verdict of that time is recorded: the device was not judged yet, or what was recorded is gone"]
    }
}
