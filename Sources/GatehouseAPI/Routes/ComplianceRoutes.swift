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
                "A device's verdict with every requirement: wanted, found, since, and how to mend it"
            ) { call in
                try call.allowQuery([])
                let found = try await compliance.explain(
                    call.caller.tenant, device: try call.identifier("id", of: "device"))
                return ComplianceDetail(
                    verdict: found.verdict.map { VerdictItem($0, at: clock.now) },
                    statuses: found.statuses.map(RequirementStatusItem.init))
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

extension FleetComplianceItem {
    fileprivate init(_ fleet: FleetCompliance) {
        self.init(
            counts: fleet.devices.sorted { $0.key > $1.key }.map { Count(state: $0.key, devices: $0.value) },
            evaluation: fleet.evaluation.map { Evaluation(startedAt: $0.startedAt, evaluated: $0.evaluated) })
    }
}
