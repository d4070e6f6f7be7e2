import ArgumentParser
import GatehouseClient
import GatehouseWire

struct CreateToken: ClientCommand {
    static let configuration = CommandConfiguration(
        commandName: "create", abstract: "Make a token and print it, alone, on the standard output.")

    @Argument(help: "Name of the token, for the audit log.") var name: String
    @Option(help: "reader, helpDesk, policyAuthor, analyst, provisioner, administrator or operator.") var role: String
    @Option(help: "How long it lasts, as 12h or 90d.") var expiresIn = "90d"
    @OptionGroup var output: OutputOptions
    @OptionGroup var connection: ConnectionOptions

    func run(_ api: APIClient, _ console: Console) async throws {
        let created: TokenCreated = try await api.post(
            APIRoute.tokens, TokenRequest(name: name, role: role, expiresIn: expiresIn))
        try console.show(created, output.output) { console in
            console.print(created.secret)
            console.note("expires \(created.token.expiresAt); it is shown this once")
        }
    }
}
