import ArgumentParser
import GatehouseClient
import GatehouseModel
import GatehouseWire

struct WhoAmICommand: ClientCommand {
    static let configuration = CommandConfiguration(
        commandName: "whoami", abstract: "Say who the token is to the server, and what it may do.")

    @OptionGroup var output: OutputOptions
    @OptionGroup var connection: ConnectionOptions

    func run(_ api: APIClient, _ console: Console) async throws {
        let caller: CallerIdentity = try await api.get(APIRoute.whoAmI)
        try console.show(caller, output.output) { console in
            console.print(
                Properties([
                    ("actor", caller.actor), ("role", caller.role), ("tenant", caller.tenant.description),
                    ("may", caller.permissions.joined(separator: " ")),
                ]).text())
        }
    }
}
