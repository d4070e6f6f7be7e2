import ArgumentParser
import GatehouseClient
import GatehouseWire

struct DeleteSecret: ClientCommand {
    static let configuration = CommandConfiguration(
        commandName: "delete", abstract: "Forget a secret that no document names.")

    @Argument(help: "What documents call it.") var name: String
    @OptionGroup var connection: ConnectionOptions

    func run(_ api: APIClient, _ console: Console) async throws {
        try await api.delete(APIRoute.fill(APIRoute.secret, name))
        console.print("secret \(name) deleted")
    }
}
