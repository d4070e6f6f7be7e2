import ArgumentParser
import GatehouseClient
import GatehouseWire

struct RevokeEnforcementPoint: ClientCommand {
    static let configuration = CommandConfiguration(
        commandName: "revoke", abstract: "End an enforcement point's certificates at once, or one of them.")

    @Argument var name: String
    @Option(help: "Serial number of the one that ends, in hexadecimal; without it all end.") var serial: String?
    @OptionGroup var connection: ConnectionOptions

    func run(_ api: APIClient, _ console: Console) async throws {
        let revoked: EnforcementPointRevoked = try await api.post(
            APIRoute.fill(APIRoute.enforcementPointRevocation, name), EnforcementPointRevocation(serial: serial))
        for serial in revoked.serials { console.print("certificate \(serial) of \(name) revoked") }
    }
}
