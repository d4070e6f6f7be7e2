import GatehouseHTTP
import GatehouseModel
import GatehouseService
import GatehouseWire

/// One-time commands to devices.
///
/// A route asks for the permission to ask for actions at all; the service asks for that of each kind.
enum ActionRoutes {
    private static let act = Permission(.device, .act)
    private static let read = Permission(.action, .read)

    static func routes(_ actions: ActionService) -> [Route] {
        ofDevices(actions) + ofActions(actions)
    }

    private static func ofDevices(_ actions: ActionService) -> [Route] {
        [
            .read(
                APIRoute.deviceActions, Permission(.device, .read), "A device's actions, newest first",
                query: [QueryParameter("limit", "1 to 1000", example: "100")]
            ) { call in
                try call.allowQuery(["limit"])
                let found = try await actions.list(
                    call.caller.tenant, device: try call.identifier("id", of: "device"),
                    limit: try call.limit(default: 100))
                return ListPage(items: found.map(ActionItem.init))
            },
            .send(
                APIRoute.deviceActions, act,
                "Sends a command to a device; a `sync` that still waits is answered instead of a second one",
                status: 202
            ) { (call, request: ActionRequest) in
                let proposal = try request.proposal(devices: [try call.identifier("id", of: "device")], filter: nil)
                let asked = try await actions.request(call.caller.tenant, proposal, as: call.caller)
                return try await actions.first(of: asked.batch, call.caller.tenant)
            },
        ]
    }

    private static func ofActions(_ actions: ActionService) -> [Route] {
        [
            .read(
                APIRoute.actions, read, "Actions of all devices, newest first",
                query: QueryParameter.list(ListField.actions, filter: "state eq 'running'")
            ) { call in
                let newest = ListQuery.Order(field: "createdAt", isDescending: true)
                let query = try call.listQuery(ListField.actions, orderedBy: [newest])
                let page = try await actions.list(call.caller.tenant, query)
                return ListPage(items: page.elements.map(ActionItem.init), next: page.next)
            },
            .read(APIRoute.action, read, "An action with what it brought") { call in
                try call.allowQuery([])
                return ActionDetail(
                    try await actions.action(call.caller.tenant, id: try call.identifier("id", of: "action")))
            },
            .read(APIRoute.actionArtefact, read, "The file that an action brought, such as collected logs") { call in
                try call.allowQuery([])
                let artefact = try await actions.artefact(
                    call.caller.tenant, of: try call.identifier("id", of: "action"), as: call.caller)
                return ActionArtefactItem(name: artefact.name, content: Base64.encode(artefact.content))
            },
            .command(
                APIRoute.actionCancellation, act, "Withdraws an action that its device has not taken"
            ) { (call, request: ActionDecisionRequest) in
                try await actions.cancel(
                    call.caller.tenant, action: try call.identifier("id", of: "action"), reason: request.reason ?? "",
                    as: call.caller)
            },
        ]
    }
}

extension ActionService {
    /// The one action of a batch that was asked for of one device.
    fileprivate func first(of batch: ActionBatch, _ tenant: TenantID) async throws -> ActionItem {
        let query = ListQuery(
            filter: .compare(field: "batch", .equals, .text(batch.id.description)), limit: 1)
        guard let action = try await list(tenant, query).elements.first else {
            throw ServiceError(.notFound, "the batch `\(batch.id)` has no actions")
        }
        return ActionItem(action)
    }
}

extension ActionRequest {
    /// What is asked of the service; refuses an unknown kind and particulars that are wrong.
    func proposal(devices: [DeviceID]?, filter: ListQuery.Filter?) throws -> ActionProposal {
        guard let kind = ActionKind(rawValue: self.kind) else {
            throw ServiceError(
                .invalid, "the action `\(self.kind)` is not known",
                hint: "one of: \(ActionKind.allCases.map(\.rawValue).joined(separator: ", "))")
        }
        var parameters = [String: String]()
        parameters["dryRun"] = dryRun == true ? "true" : nil
        parameters["name"] = name
        parameters["scope"] = scope
        if let script {
            parameters["digest"] = ActionScript.digest(script.text)
            parameters["account"] = script.account
            parameters["timeLimit"] = script.timeLimit
        }
        guard script != nil || kind != .runScript else { throw ServiceError(.invalid, "a script is missing") }
        do {
            let command = try ActionCommand(kind, parameters: parameters)
            return ActionProposal(
                command, script: script?.text, devices: devices, filter: filter,
                lifetime: try expiresIn.map { try Duration.reading($0, of: "expiresIn") }, request: requestID ?? "")
        } catch let error as ActionCommandError {
            throw ServiceError(.invalid, error.message, hint: error.hint)
        }
    }
}

extension ActionItem {
    init(_ action: DeviceAction) {
        self.init(
            id: action.id, batch: action.batch, device: action.device, kind: action.kind.rawValue,
            state: action.state, detail: action.detail, percent: action.percent, createdAt: action.createdAt,
            createdBy: action.createdBy, expiresAt: action.expiresAt, deliveredAt: action.deliveredAt,
            updatedAt: action.updatedAt)
    }
}

extension ActionDetail {
    init(_ dossier: ActionDossier) {
        let result = dossier.action.result
        self.init(
            action: ActionItem(dossier.action), parameters: dossier.batch.command.parameters,
            exitCode: result?.exitCode, output: result?.output ?? "", isTruncated: result?.isTruncated ?? false,
            artefact: dossier.artefact)
    }
}
