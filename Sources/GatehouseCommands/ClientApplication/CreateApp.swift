import ArgumentParser
import GatehouseClient
import GatehouseModel
import GatehouseWire

struct CreateApp: ClientCommand {
    static let configuration = CommandConfiguration(
        commandName: "create", abstract: "Register an application; its secret is shown this once.")

    @Option(help: "Name of the application.") var name: String
    @Option(name: .customLong("permission"), help: "What it may do in its own name, as device.read, or a role; repeat.")
    var permissions: [String] = []
    @Option(name: .customLong("delegated"), help: "What it may do in the name of whoever signs in; repeat.")
    var delegated: [String] = []
    @Option(name: .customLong("redirect-uri"), help: "Where answers may go; repeat.")
    var redirectURIs: [String] = []
    @Flag(help: "It cannot keep a secret, as a program on a laptop.") var `public` = false
    @Option(help: "How long its secret lasts, as 90d; none makes none.") var secretExpiresIn = "180d"
    @OptionGroup var output: OutputOptions
    @OptionGroup var connection: ConnectionOptions

    func run(_ api: APIClient, _ console: Console) async throws {
        let created: ClientApplicationCreated = try await api.post(
            APIRoute.clientApplications,
            ClientApplicationRequest(
                name: name, isPublic: `public`, redirectURIs: redirectURIs, permissions: permissions,
                delegated: delegated, secretExpiresIn: secretExpiresIn))
        try console.show(created, output.output) { console in
            console.print(
                Properties([
                    ("tenant", created.tenantId.description), ("client id", created.clientId.description),
                    ("client secret", created.clientSecret ?? ""),
                ]).text())
            if created.clientSecret != nil { console.note("the secret is shown this once") }
        }
    }
}
