import ArgumentParser
import GatehouseClient
import GatehouseWire

struct AddAccessPass: ClientCommand {
    static let configuration = CommandConfiguration(
        commandName: "add-access-pass",
        abstract: "Make a temporary access pass for a person and print it, alone, on the standard output.",
        discussion: "With it the person signs in and registers a passkey. An older pass of the person ends.")

    @Argument(help: .user) var user: String
    @Option(help: "How long it lasts, from 10m to 7d.") var expiresIn = "8h"
    @Flag(help: "It signs in as often as the person likes until it ends, and not once only.") var reusable = false
    @OptionGroup var output: OutputOptions
    @OptionGroup var connection: ConnectionOptions

    func run(_ api: APIClient, _ console: Console) async throws {
        let created: AccessPassCreated = try await api.post(
            APIRoute.fill(APIRoute.userAccessPass, user),
            AccessPassRequest(expiresIn: expiresIn, isOneTime: !reusable))
        try console.show(created, output.output) { console in
            console.print(created.secret)
            console.note("for \(created.userName), until \(created.expiresAt); it is shown this once")
        }
    }
}
