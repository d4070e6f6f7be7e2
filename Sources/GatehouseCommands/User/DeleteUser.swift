import ArgumentParser
import GatehouseClient
import GatehouseModel
import GatehouseWire

struct DeleteUser: ClientCommand {
    static let configuration = CommandConfiguration(
        commandName: "delete", abstract: "Forget a person and all that names them.",
        discussion: "A provisioning client that still has the person makes them anew, as somebody else.")

    @Argument(help: .user) var user: String
    @OptionGroup var connection: ConnectionOptions

    func run(_ api: APIClient, _ console: Console) async throws {
        let item: UserItem = try await api.get(APIRoute.fill(APIRoute.user, user))
        try await api.delete(APIRoute.fill(APIRoute.user, item.id.description))
        console.print("user \(item.userName) deleted")
    }
}
