import ArgumentParser
import GatehouseClient
import GatehouseModel
import GatehouseWire

struct ListActions: ClientCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "List actions, newest first.",
        discussion: "A filter reads as: state eq 'running' and kind eq 'lock'")

    @Option(help: "Only actions where this holds.") var filter: String?
    @Option(help: "Only those of one device, by id or name.") var device: DeviceReference?
    @Option(help: "Only those that were asked for at once.") var batch: String?
    @Flag(help: "What was asked for at once and waits for a second person.") var pending = false
    @Option(help: "At most so many.") var limit: Int = 100
    @OptionGroup var output: OutputOptions
    @OptionGroup var connection: ConnectionOptions

    func run(_ api: APIClient, _ console: Console) async throws {
        if pending { return try await showPending(api, console) }
        var terms = filter.map { ["(\($0))"] } ?? []
        if let device { terms.append("device eq '\(try await device.resolve(api))'") }
        if let batch { terms.append("batch eq '\(batch)'") }
        let query = terms.isEmpty ? [] : [APIRequest.QueryItem("filter", terms.joined(separator: " and "))]
        let actions: [ActionItem] = try await api.list(APIRoute.actions, query: query, limit: limit)
        try console.show(actions, output.output) { Self.table(actions, isWide: $0) }
    }

    private func showPending(_ api: APIClient, _ console: Console) async throws {
        let batches: [ActionBatchItem] = try await api.list(
            APIRoute.actionBatches, query: [APIRequest.QueryItem("filter", "approval eq 'pending'")], limit: limit)
        try console.show(batches, output.output) { _ in
            var table = Table(["BATCH", "KIND", "DEVICES", "ASKED BY", "CREATED", "EXPIRES"])
            for batch in batches {
                table.add([
                    batch.id.description, batch.kind, String(batch.devices), batch.createdBy,
                    batch.createdAt.description, batch.expiresAt.description,
                ])
            }
            return table
        }
    }

    static func table(_ actions: [ActionItem], isWide: Bool) -> Table {
        var table = Table(
            ["ACTION", "KIND", "STATE", "DEVICE", "CREATED", "DETAIL"]
                + (isWide ? ["BY", "EXPIRES", "DELIVERED", "UPDATED", "BATCH"] : []))
        for action in actions {
            let percent = action.state == .running ? action.percent.map { "\($0) % " } ?? "" : ""
            table.add([
                .init(action.id.description), .init(action.kind), .init(action.state),
                .init(action.device.description), .init(action.createdAt.description), .init(percent + action.detail),
                .init(action.createdBy), .init(action.expiresAt.description),
                .init(action.deliveredAt?.description ?? ""), .init(action.updatedAt.description),
                .init(action.batch.description),
            ])
        }
        return table
    }
}
