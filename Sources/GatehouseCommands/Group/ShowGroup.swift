import ArgumentParser
import GatehouseClient
import GatehouseModel
import GatehouseWire

struct ShowGroup: ClientCommand {
    static let configuration = CommandConfiguration(commandName: "show", abstract: "Show a group.")

    @Argument(help: .group) var group: String
    @OptionGroup var output: OutputOptions
    @OptionGroup var connection: ConnectionOptions

    func run(_ api: APIClient, _ console: Console) async throws {
        let item: GroupItem = try await api.get(APIRoute.fill(APIRoute.group, group))
        try console.show(item, output.output) { console in
            console.print(
                Properties([
                    ("name", item.name), ("id", item.id.description), ("summary", item.summary),
                    ("membership", item.membership), ("rule", item.rule ?? ""), ("external id", item.externalID),
                    ("created", item.createdAt.description), ("updated", item.updatedAt.description),
                ]).text())
        }
    }
}
