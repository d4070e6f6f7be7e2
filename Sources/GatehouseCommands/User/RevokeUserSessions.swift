import ArgumentParser
import GatehouseClient
import GatehouseModel
import GatehouseWire

struct RevokeUserSessions: ClientCommand {
    static let configuration = CommandConfiguration(
        commandName: "revoke-sessions", abstract: "End every session and token of a person.")

    @Argument(help: .user) var user: String
    @Option(help: "Why, for the audit log.") var reason = "revoked by an administrator"
    @OptionGroup var connection: ConnectionOptions

    func run(_ api: APIClient, _ console: Console) async throws {
        try await api.post(
            APIRoute.fill(APIRoute.userSessionRevocation, user), RevocationRequest(reason: reason))
        console.print("sessions of \(user) revoked")
    }
}
