import ArgumentParser
import GatehouseClient
import GatehouseWire

/// What is given or taken.
struct GrantOptions: ParsableArguments {
    @Option(name: .customLong("permission"), help: "In its own name: as device.read, or a role; repeat.")
    var permissions: [String] = []
    @Option(name: .customLong("delegated"), help: "In the name of whoever signs in; repeat.")
    var delegated: [String] = []

    var message: ClientGrant { ClientGrant(permissions: permissions, delegated: delegated) }
}

struct GrantApp: ClientCommand {
    static let configuration = CommandConfiguration(
        commandName: "grant", abstract: "Give an application what you have yourself; for its next token.")

    @Argument(help: AppCommand.reference) var application: String
    @OptionGroup var grant: GrantOptions
    @OptionGroup var output: OutputOptions
    @OptionGroup var connection: ConnectionOptions

    func run(_ api: APIClient, _ console: Console) async throws {
        let changed: ClientApplicationItem = try await api.post(
            APIRoute.fill(APIRoute.clientGrant, application), grant.message)
        try console.show(changed, output.output) { $0.print(changed.properties.text()) }
    }
}

struct RevokeApp: ClientCommand {
    static let configuration = CommandConfiguration(
        commandName: "revoke", abstract: "Take permissions from an application at once, also for tokens that are out.")

    @Argument(help: AppCommand.reference) var application: String
    @OptionGroup var grant: GrantOptions
    @OptionGroup var output: OutputOptions
    @OptionGroup var connection: ConnectionOptions

    func run(_ api: APIClient, _ console: Console) async throws {
        let changed: ClientApplicationItem = try await api.post(
            APIRoute.fill(APIRoute.clientRevocation, application), grant.message)
        try console.show(changed, output.output) { $0.print(changed.properties.text()) }
    }
}

struct DeleteApp: ClientCommand {
    static let configuration = CommandConfiguration(
        commandName: "delete", abstract: "Forget an application; its tokens count no more.")

    @Argument(help: AppCommand.reference) var application: String
    @OptionGroup var connection: ConnectionOptions

    func run(_ api: APIClient, _ console: Console) async throws {
        try await api.delete(APIRoute.fill(APIRoute.clientApplication, application))
        console.print("application \(application) deleted")
    }
}
