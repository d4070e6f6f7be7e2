import GatehouseHTTP
import GatehouseModel
import GatehouseService
import GatehouseWire

/// Discovery scripts, and the second person's word on them; they are written as documents.
enum ScriptRoutes {
    private static let read = Permission(.document, .read)
    private static let approve = Permission(.script, .approve)

    static func routes(_ scripts: ScriptService) -> [Route] {
        [
            .read(APIRoute.scripts, read, "Discovery scripts: which version runs, and which waits for a second person")
            {
                call in
                try call.allowQuery([])
                return ListPage(items: try await scripts.list(call.caller.tenant).map(ScriptItem.init))
            },
            .read(APIRoute.script, read, "A discovery script with every version that is kept, newest first") { call in
                try call.allowQuery([])
                let found = try await scripts.show(call.caller.tenant, name: try call.parameter("name"))
                return ScriptDetail(
                    script: ScriptItem(found.overview), versions: found.versions.map(ScriptVersionItem.init))
            },
            decision(
                APIRoute.scriptApproval, "Agrees to one version of a script; never who wrote it", scripts.approve),
            decision(
                APIRoute.scriptRejection, "Refuses a version of a script, or withdraws the one that runs",
                scripts.reject),
        ]
    }

    private static func decision(
        _ path: String, _ summary: String,
        _ decide: @escaping @Sendable (TenantID, String, String, String, Caller) async throws -> ScriptOverview
    ) -> Route {
        .send(path, approve, summary) { (call, request: ScriptDecisionRequest) in
            ScriptItem(
                try await decide(
                    call.caller.tenant, try call.parameter("name"), request.digest, request.reason ?? "", call.caller))
        }
    }
}

extension ScriptItem {
    fileprivate init(_ overview: ScriptOverview) {
        let running = overview.running
        self.init(
            name: overview.name, running: running?.digest, pending: overview.pending?.digest,
            pendingBy: overview.pending?.createdBy, approvedBy: running?.decidedBy, approvedAt: running?.decidedAt,
            expiresAt: running?.expiresAt)
    }
}

extension ScriptVersionItem {
    fileprivate init(_ version: ComplianceScriptVersion) {
        let read = version.contents
        self.init(
            digest: version.digest, state: State(version.state), createdAt: version.createdAt,
            createdBy: version.createdBy, decidedAt: version.decidedAt, decidedBy: version.decidedBy,
            reason: version.reason.isEmpty ? nil : version.reason, parameters: read?.parameters ?? [:],
            script: read?.script ?? "")
    }
}

extension ScriptVersionItem.State {
    fileprivate init(_ state: ComplianceScriptVersion.State) {
        self =
            switch state {
            case .pending: .pending
            case .approved: .approved
            case .superseded: .superseded
            case .rejected: .rejected
            }
    }
}
