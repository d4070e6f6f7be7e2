import GatehouseDocuments
import GatehouseHTTP
import GatehouseModel
import GatehouseService
import GatehouseWire

/// Decisions that nobody asked for: of hypothetical requests, and under documents that are not applied.
enum WhatIfRoutes {
    static func routes(_ services: NativeAPI.Services) -> [Route] {
        [
            .send(
                APIRoute.whatIf, Permission(.decision, .read),
                "What a hypothetical request would be answered, and how each policy comes out"
            ) { (call, request: WhatIfRequest) in
                try call.allowQuery([])
                return try await whatIf(call, request, services)
            },
            .calculate(
                APIRoute.dryRun, Permission(.decision, .read),
                "Who would gain and lose access if documents became what files say; changes nothing"
            ) { (call, request: DryRunRequest) in
                try call.allowQuery([])
                return try await dryRun(call, request, services)
            },
        ]
    }

    private static func whatIf(
        _ call: Call, _ request: WhatIfRequest, _ services: NativeAPI.Services
    ) async throws -> WhatIfResponse {
        let tenant = call.caller.tenant
        var question = HypotheticalRequest(
            application: request.application, platform: request.platform, address: try request.address.map(address),
            clientApplication: request.client, complianceState: request.complianceState,
            identityAssurance: request.assurance)
        if let word = request.device { question.device = try await services.devices.find(tenant, word).id }
        let proposal = request.files.map { Proposal(files: $0.map(DocumentFile.init)) }
        return WhatIfResponse(try await services.access.whatIf(tenant, question, proposal: proposal))
    }

    /// The address that a caller wrote.
    static func address(_ text: String) throws -> IPAddress {
        guard let address = IPAddress(text) else {
            throw ServiceError(.invalid, "`\(text)` is not an IP address", hint: "as 192.0.2.7 or 2001:db8::7")
        }
        return address
    }

    private static func dryRun(
        _ call: Call, _ request: DryRunRequest, _ services: NativeAPI.Services
    ) async throws -> DryRunResponse {
        let replay = try request.replay.map { text in
            guard let duration = Duration.parse(text) else {
                throw ServiceError(.invalid, "`\(text)` is not a duration", hint: "as `7d` or `12h`")
            }
            return duration
        }
        let limit = request.limit ?? 100
        guard (1...1000).contains(limit) else {
            throw ServiceError(.invalid, "the limit `\(limit)` is not between 1 and 1000")
        }
        let deletions = try (request.deletions ?? []).map { reference in
            guard let kind = DocumentKind(word: reference.kind) else {
                throw ServiceError(.invalid, "there is no kind `\(reference.kind)`")
            }
            return DocumentName(kind: kind, name: reference.name)
        }
        let proposal = Proposal(files: request.files.map(DocumentFile.init), deletions: deletions)
        return DryRunResponse(
            try await services.dryRun.run(call.caller.tenant, proposal, replay: replay, listed: limit))
    }
}

extension WhatIfResponse {
    fileprivate init(_ report: WhatIfReport) {
        self.init(
            application: report.application, inputs: report.inputs.map(WhatIfInputItem.init),
            decision: report.decision, policies: report.policies.map(WhatIfPolicyItem.init), notes: report.notes)
    }
}

extension WhatIfInputItem {
    fileprivate init(_ input: HypotheticalInput) {
        let origin: Origin =
            switch input.origin {
            case .given: .given
            case .device: .device
            case .absent: .absent
            case .unavailable: .unavailable
            case .assumed: .assumed
            }
        self.init(name: input.name, value: input.value, origin: origin)
    }
}

extension WhatIfPolicyItem {
    fileprivate init(_ policy: HypotheticalPolicy) {
        self.init(
            outcome: PolicyOutcomeItem(policy.outcome), demands: policy.demands,
            demand: policy.isAnyEnough ? .any : .all)
    }
}

extension DryRunResponse {
    fileprivate init(_ report: DryRunReport) {
        self.init(
            results: report.documents.changes.map(GatehouseWire.DocumentChange.init),
            warnings: report.documents.warnings,
            lockedOut: report.lockedOut.map {
                LockedApplicationItem(application: $0.application, devices: $0.devices)
            },
            fleet: FleetDryRun(report.fleet), replay: report.replay.map(ReplayDryRun.init), notes: report.notes)
    }
}

extension FleetDryRun {
    fileprivate init(_ fleet: FleetDifferences) {
        self.init(
            devices: fleet.devices, applications: fleet.applications, refused: fleet.refused,
            verdicts: fleet.verdicts.map { Shift(before: $0.before, after: $0.after, devices: $0.devices) },
            differences: AccessDifferenceList(fleet.differences), truncated: fleet.isCut)
    }
}

extension ReplayDryRun {
    fileprivate init(_ replay: ReplayDifferences) {
        self.init(
            since: replay.since, decisions: replay.decisions, unreadable: replay.unreadable,
            drifted: replay.drifted, differences: AccessDifferenceList(replay.differences), truncated: replay.isCut)
    }
}

extension AccessDifferenceList {
    fileprivate init(_ differences: AccessDifferences) {
        let totals = differences.totals
        self.init(
            same: totals.same, losing: totals.losing, gaining: totals.gaining, changing: totals.changing,
            items: differences.listed.map(AccessDifferenceItem.init), truncated: differences.isCut)
    }
}

extension AccessDifferenceItem {
    fileprivate init(_ difference: AccessDifference) {
        let effect: Effect =
            switch difference.effect {
            case .loses: .loses
            case .gains: .gains
            case .changes: .changes
            }
        self.init(
            effect: effect, application: difference.application, device: difference.device,
            deviceName: difference.deviceName, before: difference.before, after: difference.after,
            reasonsBefore: difference.reasonsBefore, reasonsAfter: difference.reasonsAfter,
            count: difference.count, decision: difference.latest)
    }
}
