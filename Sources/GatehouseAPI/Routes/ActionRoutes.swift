import GatehouseHTTP
import GatehouseModel
import GatehouseService
import GatehouseWire

/// One-time commands to devices.
enum ActionRoutes {
    /// How long a device has to fetch an action.
    private static let lifetime = Duration.seconds(7 * 86_400)

    static func routes(_ actions: ActionService) -> [Route] {
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
                APIRoute.deviceActions, Permission(.device, .act),
                "Sends a command to a device; one of the same kind that still waits is answered instead",
                status: 202
            ) { (call, request: ActionRequest) in
                ActionItem(
                    try await actions.request(
                        call.caller.tenant, kind: request.kind, device: try call.identifier("id", of: "device"),
                        lifetime: lifetime, actor: call.caller.actor))
            },
        ]
    }
}

extension ActionItem {
    init(_ action: DeviceAction) {
        self.init(
            id: action.id, device: action.device, kind: action.kind, state: action.state.rawValue,
            detail: action.detail, createdAt: action.createdAt, createdBy: action.createdBy,
            expiresAt: action.expiresAt, updatedAt: action.updatedAt)
    }
}
