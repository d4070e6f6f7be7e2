import ArgumentParser
import GatehouseClient
import GatehouseModel
import GatehouseWire

struct DisableUser: ClientCommand {
    static let configuration = CommandConfiguration(
        commandName: "disable", abstract: "Keep a person from signing in, and end their sessions.")

    @Argument(help: .user) var user: String
    @OptionGroup var connection: ConnectionOptions

    func run(_ api: APIClient, _ console: Console) async throws {
        var request = UserRequest()
        request.isEnabled = false
        let item: UserItem = try await api.patch(APIRoute.fill(APIRoute.user, user), request)
        console.print("user \(item.userName) disabled")
    }
}
