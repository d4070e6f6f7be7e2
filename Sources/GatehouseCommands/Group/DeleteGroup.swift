import ArgumentParser
import GatehouseClient
import GatehouseModel
import GatehouseWire

struct DeleteGroup: ClientCommand {
    static let configuration = CommandConfiguration(
        commandName: "delete", abstract: "Remove a group; who was in it stays.")

    @Argument(help: .group) var group: String
    @OptionGroup var connection: ConnectionOptions

    func run(_ api: APIClient, _ console: Console) async throws {
        let item: GroupItem = try await api.get(APIRoute.fill(APIRoute.group, group))
        try await api.delete(APIRoute.fill(APIRoute.group, item.id.description))
        console.print("group \(item.name) deleted")
    }
}
