import ArgumentParser
import GatehouseClient
import GatehouseModel
import GatehouseWire

struct EnableUser: ClientCommand {
    static let configuration = CommandConfiguration(commandName: "enable", abstract: "Let a person sign in again.")

    @Argument(help: .user) var user: String
    @OptionGroup var connection: ConnectionOptions

    func run(_ api: APIClient, _ console: Console) async throws {
        var request = UserRequest()
        request.isEnabled = true
        let item: UserItem = try await api.patch(APIRoute.fill(APIRoute.user, user), request)
        console.print("user \(item.userName) enabled")
    }
}
