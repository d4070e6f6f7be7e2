import GatehouseDocuments
import GatehouseHTTP
import GatehouseModel
import GatehouseService
import GatehouseWire

/// Decisions that were made, and the ones that would be.
enum AccessRoutes {
    static func routes(_ services: NativeAPI.Services) -> [Route] {
        let access = services.access
        return [
            .read(
                APIRoute.decisions, Permission(.decision, .read), "Recorded decisions, newest first",
                query: QueryParameter.list(ListField.decisions, filter: "outcome eq 'block'")
            ) { call in
                let newestFirst = [ListQuery.Order(field: "at", isDescending: true)]
                let page = try await access.decisions(
                    call.caller.tenant, try call.listQuery(ListField.decisions, orderedBy: newestFirst))
                return ListPage(items: page.elements.map { DecisionItem($0) }, next: page.next)
            },
            .read(
                APIRoute.decision, Permission(.decision, .read),
                "A recorded decision with its reasons, and how often a cache repeated it"
            ) { call in
                try call.allowQuery([])
                let found = try await access.decision(
                    call.caller.tenant, try call.identifier("id", of: "decision"))
                return DecisionItem(found.record, repeats: found.repeats)
            },
            .read(
                APIRoute.explain, Permission(.decision, .read),
                "What a device would be answered now, and why, for one application or all",
                query: [
                    QueryParameter("device", "id or name", example: "eng-laptop-7", isRequired: true),
                    QueryParameter("application", "only this one", example: "wiki"),
                    QueryParameter("address", "as if asked from this address", example: "192.0.2.7"),
                    QueryParameter(
                        "language", "of what mends a requirement, where its policy has it", example: "de_DE"),
                ]
            ) { call in
                try await explain(call, services)
            },
        ]
    }

    private static func explain(_ call: Call, _ services: NativeAPI.Services) async throws -> ExplainResponse {
        try call.allowQuery(["device", "application", "address", "language"])
        let tenant = call.caller.tenant
        guard let word = try call.query("device") else {
            throw ServiceError(.invalid, "a device is wanted", hint: "add `device=` and its id or name")
        }
        let address = try call.query("address").map(WhatIfRoutes.address)
        let device = try await services.devices.find(tenant, word)
        let languages = [try call.query("language")].compactMap(\.self)
        let standing = try await services.compliance.explain(tenant, device: device.id, languages: languages)
        var applications: [ApplicationExplanation] = []
        for name in try await names(of: call, services) {
            let report = try await services.access.explain(
                tenant, device: device.id, application: name, address: address)
            applications.append(ApplicationExplanation(report))
        }
        let now = services.clock.now
        return ExplainResponse(
            device: DeviceSummary(device: device, complianceState: standing.verdict?.state(at: now) ?? .unknown),
            verdict: standing.verdict.map { VerdictItem($0, at: now) },
            statuses: standing.statuses.map(RequirementStatusItem.init),
            scheduledActions: standing.planned.map { ScheduledActionItem($0) }, applications: applications)
    }

    private static func names(of call: Call, _ services: NativeAPI.Services) async throws -> [String] {
        if let name = try call.query("application") { return [name] }
        return try await services.documents.list(call.caller.tenant, kind: .application).map(\.name)
    }
}

extension ApplicationExplanation {
    fileprivate init(_ report: AccessExplanationReport) {
        self.init(application: report.application, decision: report.decision)
        policies = report.policies.map(PolicyOutcomeItem.init)
    }
}

extension DecisionItem {
    init(_ record: DecisionRecord, repeats: Int64? = nil) {
        self.init(
            id: record.id, at: record.at, application: record.application,
            enforcementPoint: record.enforcementPoint, device: record.device, address: record.address,
            userAgent: record.userAgent, decision: record.decision, policyDigest: record.policyDigest,
            repeats: repeats)
    }
}
