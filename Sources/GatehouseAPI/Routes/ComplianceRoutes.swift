import GatehouseHTTP
import GatehouseModel
import GatehouseService
import GatehouseWire

/// A device's facts, and how it stands by them.
enum ComplianceRoutes {
    static func routes(_ compliance: ComplianceService, _ clock: Clock) -> [Route] {
        [
            .read(
                APIRoute.compliance, Permission(.device, .read),
                "Devices by state, and how far judging them anew after a change has come"
            ) { call in
                try call.allowQuery([])
                return FleetComplianceItem(try await compliance.summary(call.caller.tenant))
            },
            .read(
                APIRoute.deviceFacts, Permission(.device, .read),
                "What is known of a device, with source, evidence and assurance"
            ) { call in
                try call.allowQuery([])
                let found = try await compliance.explain(
                    call.caller.tenant, device: try call.identifier("id", of: "device"))
                return ListPage(items: found.facts.sorted { $0.key < $1.key }.map(FactItem.init))
            },
            .read(
                APIRoute.deviceCompliance, Permission(.device, .read),
                "A device's verdict with every requirement, now or as it was recorded at a past time",
                query: [QueryParameter("at", "a time, or how long ago", example: "2026-11-20T10:00:00Z")]
            ) { call in
                try await detail(call, compliance, clock)
            },
            .read(
                APIRoute.deviceHistory, Permission(.device, .read),
                "A device's past verdicts and what was found of each requirement, newest first",
                query: [
                    QueryParameter("limit", "1 to 1000", example: "100"),
                    QueryParameter("before", "only what began earlier", example: "2026-11-20T10:00:00Z"),
                ]
            ) { call in
                try call.allowQuery(["limit", "before"])
                let found = try await compliance.history(
                    call.caller.tenant, device: try call.identifier("id", of: "device"),
                    before: try call.pastTime("before", now: clock.now), limit: try call.limit(default: 100))
                return ListPage(items: found.map { HistoryItem($0) })
            },
            .read(
                APIRoute.deviceIntervals, Permission(.device, .read),
                "How each requirement stood over time, newest first",
                query: [QueryParameter("limit", "1 to 1000", example: "100")]
            ) { call in
                try call.allowQuery(["limit"])
                let found = try await compliance.intervals(
                    call.caller.tenant, device: try call.identifier("id", of: "device"),
                    limit: try call.limit(default: 100))
                return ListPage(
                    items: found.map { RequirementIntervalItem(status: .init($0.status), until: $0.until) })
            },
        ]
    }
}

extension ComplianceRoutes {
    private static func detail(
        _ call: Call, _ compliance: ComplianceService, _ clock: Clock
    ) async throws -> ComplianceDetail {
        try call.allowQuery(["at"])
        let device: DeviceID = try call.identifier("id", of: "device")
        guard let at = try call.pastTime("at", now: clock.now) else {
            let found = try await compliance.explain(call.caller.tenant, device: device)
            return ComplianceDetail(
                verdict: found.verdict.map { VerdictItem($0, at: clock.now) },
                statuses: found.statuses.map(RequirementStatusItem.init),
                scheduledActions: found.planned.map { ScheduledActionItem($0) })
        }
        let found = try await compliance.explain(call.caller.tenant, device: device, at: at)
        return ComplianceDetail(
            verdict: found.verdict.map { VerdictItem($0, at: at) },
            statuses: found.statuses.map(RequirementStatusItem.init), at: at, notRecorded: found.notRecorded)
    }
}

extension Call {
    /// A time as RFC 3339, with or without seconds, or how long ago, as `-2d`; `nil` when it is not given.
    func pastTime(_ name: String, now: Instant) throws -> Instant? {
        guard let text = try query(name) else { return nil }
        if text.hasPrefix("-"), let ago = Duration.parse(String(text.dropFirst())) { return now - ago }
        // 2026-11-20T10:00Z: a minute is what people write.
        let isMinute = text.utf8.count == 17 && text.hasSuffix("Z")
        if let instant = Instant(isMinute ? "\(text.dropLast()):00Z" : text) { return instant }
        throw ServiceError(
            .invalid, "`\(text)` is not a time", hint: "write `\(name)=2026-11-20T10:00:00Z`, or `-2d` for two days ago"
        )
    }
}

extension ScheduledActionItem {
    init(_ planned: PlannedAction) {
        self.init(
            policy: planned.policy, requirement: planned.requirement, action: planned.action,
            dueAt: planned.dueAt, isDone: planned.isDone)
    }
}

extension HistoryItem {
    fileprivate init(_ entry: HistoryEntry) {
        switch entry {
        case .verdict(let span):
            self.init(
                kind: .verdict, from: span.from, until: span.until, state: span.verdict.state.rawValue,
                since: span.verdict.since, graceEnd: span.verdict.graceEnd, detail: span.verdict.note)
        case .requirement(let span):
            let status = span.status
            self.init(
                kind: .requirement, from: span.from, until: span.until, state: status.result.rawValue,
                since: status.since, graceEnd: status.graceEnd, policy: status.policy,
                requirement: status.requirement, detail: status.found)
        }
    }
}

extension FleetComplianceItem {
    fileprivate init(_ fleet: FleetCompliance) {
        self.init(
            counts: fleet.devices.sorted { $0.key > $1.key }.map { Count(state: $0.key, devices: $0.value) },
            evaluation: fleet.evaluation.map { Evaluation(startedAt: $0.startedAt, evaluated: $0.evaluated) })
    }
}
