import ArgumentParser
import GatehouseClient
import GatehouseWire

struct EndAccessPass: ClientCommand {
    static let configuration = CommandConfiguration(
        commandName: "end-access-pass", abstract: "End a person's temporary access pass.")

    @Argument(help: .user) var user: String
    @OptionGroup var connection: ConnectionOptions

    func run(_ api: APIClient, _ console: Console) async throws {
        try await api.delete(APIRoute.fill(APIRoute.userAccessPass, user))
        console.print("access pass of \(user) ended")
    }
}
