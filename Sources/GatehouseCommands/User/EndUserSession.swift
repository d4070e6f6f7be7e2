import ArgumentParser
import GatehouseClient
import GatehouseWire

struct EndUserSession: ClientCommand {
    static let configuration = CommandConfiguration(
        commandName: "end-session", abstract: "End a session at once, on every node.")

    @Argument(help: "Id of the session, as `sessions` shows it.") var id: String
    @OptionGroup var connection: ConnectionOptions

    func run(_ api: APIClient, _ console: Console) async throws {
        try await api.delete(APIRoute.fill(APIRoute.session, id))
        console.print("session \(id) ended")
    }
}
