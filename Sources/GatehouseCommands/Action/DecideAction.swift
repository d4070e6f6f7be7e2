import ArgumentParser
import GatehouseClient
import GatehouseModel
import GatehouseWire

struct ApproveAction: ClientCommand {
    static let configuration = CommandConfiguration(
        commandName: "approve", abstract: "Agree to what another person asked for; devices get it at once.")

    @Argument(help: ActionReference.help) var id: String
    @Option(help: "Why, for the audit log.") var reason: String?
    @OptionGroup var connection: ConnectionOptions

    func run(_ api: APIClient, _ console: Console) async throws {
        let batch = try await ActionReference.find(id, api).batch
        let decided: ActionBatchItem = try await api.post(
            APIRoute.fill(APIRoute.actionBatchApproval, batch.description), ActionDecisionRequest(reason: reason))
        console.print(DeviceActionOptions.line(decided))
    }
}

struct RejectAction: ClientCommand {
    static let configuration = CommandConfiguration(
        commandName: "reject", abstract: "Refuse what waits for a second person.")

    @Argument(help: ActionReference.help) var id: String
    @Option(help: "Why, for the audit log.") var reason: String?
    @OptionGroup var connection: ConnectionOptions

    func run(_ api: APIClient, _ console: Console) async throws {
        let batch = try await ActionReference.find(id, api).batch
        let decided: ActionBatchItem = try await api.post(
            APIRoute.fill(APIRoute.actionBatchRejection, batch.description), ActionDecisionRequest(reason: reason))
        console.print(DeviceActionOptions.line(decided))
    }
}

struct CancelAction: ClientCommand {
    static let configuration = CommandConfiguration(
        commandName: "cancel", abstract: "Withdraw what no device has taken.",
        discussion: "With the id of a batch, what some devices have taken goes on.")

    @Argument(help: ActionReference.help) var id: String
    @Option(help: "Why, for the audit log.") var reason: String?
    @OptionGroup var connection: ConnectionOptions

    func run(_ api: APIClient, _ console: Console) async throws {
        let request = ActionDecisionRequest(reason: reason)
        switch try await ActionReference.find(id, api) {
        case .batch(let batch):
            let decided: ActionBatchItem = try await api.post(
                APIRoute.fill(APIRoute.actionBatchCancellation, batch.id.description), request)
            console.print(DeviceActionOptions.line(decided))
        case .action(let detail):
            try await api.post(APIRoute.fill(APIRoute.actionCancellation, detail.action.id.description), request)
            console.print("action \(detail.action.id) cancelled")
        }
    }
}
