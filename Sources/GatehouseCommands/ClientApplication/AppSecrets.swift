import ArgumentParser
import GatehouseClient
import GatehouseWire

struct AddAppSecret: ClientCommand {
    static let configuration = CommandConfiguration(
        commandName: "add-secret", abstract: "Make another secret and print it, alone, on the standard output.")

    @Argument(help: AppCommand.reference) var application: String
    @Option(help: "How long it lasts, as 90d.") var expiresIn = "180d"
    @OptionGroup var output: OutputOptions
    @OptionGroup var connection: ConnectionOptions

    func run(_ api: APIClient, _ console: Console) async throws {
        let created: ClientSecretCreated = try await api.post(
            APIRoute.fill(APIRoute.clientSecrets, application), ClientSecretRequest(expiresIn: expiresIn))
        try console.show(created, output.output) { console in
            console.print(created.clientSecret)
            console.note("secret \(created.secretId), until \(created.expiresAt); it is shown this once")
        }
    }
}

struct RemoveAppSecret: ClientCommand {
    static let configuration = CommandConfiguration(
        commandName: "remove-secret", abstract: "End a secret at once; tokens that it was exchanged for stay.")

    @Argument(help: AppCommand.reference) var application: String
    @Argument(help: "Id of the secret, as `app show` has it.") var secret: String
    @OptionGroup var connection: ConnectionOptions

    func run(_ api: APIClient, _ console: Console) async throws {
        try await api.delete(APIRoute.fill(APIRoute.clientSecret, application, secret))
        console.print("secret \(secret) removed")
    }
}
