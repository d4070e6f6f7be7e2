import GatehouseHTTP
import GatehouseModel
import GatehouseService
import GatehouseWire

/// Commands to many devices at once, and the second person's word.
enum ActionBatchRoutes {
    private static let act = Permission(.device, .act)
    private static let read = Permission(.action, .read)

    static func routes(_ actions: ActionService) -> [Route] {
        asking(actions) + deciding(actions)
    }

    private static func asking(_ actions: ActionService) -> [Route] {
        [
            .read(
                APIRoute.actionBatches, read, "What was asked for at once, newest first",
                query: QueryParameter.list(ListField.actionBatches, filter: "approval eq 'pending'")
            ) { call in
                let newest = ListQuery.Order(field: "createdAt", isDescending: true)
                let query = try call.listQuery(ListField.actionBatches, orderedBy: [newest])
                let page = try await actions.batches(call.caller.tenant, query)
                return ListPage(items: page.elements.map(ActionBatchItem.init), next: page.next)
            },
            .send(
                APIRoute.actionBatches, act, "Sends a command to devices by list or filter", status: 202
            ) { (call, request: ActionBatchRequest) in
                let filter = try request.filter.map { try FilterParser.parse($0, fields: ListField.devices) }
                let proposal = try request.action.proposal(devices: request.devices, filter: filter)
                return ActionBatchItem(try await actions.request(call.caller.tenant, proposal, as: call.caller))
            },
            .read(APIRoute.actionBatch, read, "What was asked for at once, with how far it is and its script") {
                call in
                try call.allowQuery([])
                return ActionBatchItem(
                    try await actions.batch(call.caller.tenant, id: try call.identifier("id", of: "batch")))
            },
        ]
    }

    private static func deciding(_ actions: ActionService) -> [Route] {
        [
            decision(
                APIRoute.actionBatchApproval, "Agrees to a command that needs a second person; never who asked for it",
                actions.approve),
            decision(
                APIRoute.actionBatchRejection, "Refuses a command that needs a second person", actions.reject),
            decision(
                APIRoute.actionBatchCancellation, "Withdraws what no device has taken; the others go on",
                actions.cancel),
        ]
    }

    private static func decision(
        _ path: String, _ summary: String,
        _ decide: @escaping @Sendable (TenantID, ActionBatchID, String, Caller) async throws -> ActionOverview
    ) -> Route {
        .send(path, act, summary) { (call, request: ActionDecisionRequest) in
            ActionBatchItem(
                try await decide(
                    call.caller.tenant, try call.identifier("id", of: "batch"), request.reason ?? "", call.caller))
        }
    }
}

extension ActionBatchItem {
    init(_ overview: ActionOverview) {
        let batch = overview.batch
        self.init(
            id: batch.id, kind: batch.command.kind.rawValue, parameters: batch.command.parameters,
            approval: Approval(batch.approval), createdAt: batch.createdAt, createdBy: batch.createdBy,
            decidedBy: batch.decidedBy, decidedAt: batch.decidedAt, reason: batch.reason.isEmpty ? nil : batch.reason,
            expiresAt: batch.expiresAt, devices: Int(batch.devices),
            counts: ActionState.allCases.compactMap { state in
                overview.counts[state].map { Count(state: state, devices: $0) }
            }, script: overview.script)
    }
}

extension ActionBatchItem.Approval {
    fileprivate init(_ approval: ActionBatch.Approval) {
        self =
            switch approval {
            case .notNeeded: .notNeeded
            case .pending: .pending
            case .approved: .approved
            case .rejected: .rejected
            }
    }
}
