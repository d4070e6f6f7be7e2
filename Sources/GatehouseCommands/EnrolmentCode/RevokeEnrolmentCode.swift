import ArgumentParser
import GatehouseClient
import GatehouseWire

struct RevokeEnrolmentCode: ClientCommand {
    static let configuration = CommandConfiguration(
        commandName: "revoke", abstract: "End a code at once; devices that it enrolled stay.")

    @Argument(help: "Id of the code, as `list` shows it.") var id: String
    @OptionGroup var connection: ConnectionOptions

    func run(_ api: APIClient, _ console: Console) async throws {
        try await api.delete(APIRoute.fill(APIRoute.enrolmentCode, id))
        console.print("enrolment code \(id) revoked")
    }
}
