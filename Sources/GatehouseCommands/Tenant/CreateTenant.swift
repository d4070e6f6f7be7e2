import ArgumentParser
import GatehouseClient
import GatehouseModel
import GatehouseWire

struct CreateTenant: ClientCommand {
    static let configuration = CommandConfiguration(
        commandName: "create",
        abstract: "Add a tenant with an authority of its own, and print its first administrator's token, alone, on the "
            + "standard output.")

    @Argument(help: "Name of the tenant: lower-case letters, digits and `-`.") var name: String
    @Option(help: "How long the token lasts, as 12h or 30d.") var expiresIn: String?
    @Option(help: "Where to write the tenant's own root certificate.", completion: .file()) var rootFile: String?
    @OptionGroup var output: OutputOptions
    @OptionGroup var connection: ConnectionOptions

    func run(_ api: APIClient, _ console: Console) async throws {
        let created: TenantCreated = try await api.post(
            APIRoute.tenants, TenantRequest(name: name, tokenExpiresIn: expiresIn))
        if let rootFile { try SecretFile.write(created.root, to: rootFile) }
        try console.show(created, output.output) { console in
            console.print(created.secret)
            console.note("tenant \(created.tenant.name) \(created.tenant.id) created")
            console.note("the token of its first administrator ends \(created.expiresAt); it is shown this once")
        }
    }
}
