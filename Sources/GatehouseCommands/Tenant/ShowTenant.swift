import ArgumentParser
import GatehouseClient
import GatehouseModel
import GatehouseWire

struct ShowTenant: ClientCommand {
    static let configuration = CommandConfiguration(commandName: "show", abstract: "Show one tenant.")

    @Argument(help: TenantCommand.reference) var tenant: String
    @OptionGroup var output: OutputOptions
    @OptionGroup var connection: ConnectionOptions

    func run(_ api: APIClient, _ console: Console) async throws {
        let found: TenantItem = try await api.get(APIRoute.fill(APIRoute.tenant, tenant))
        try console.show(found, output.output) { console in
            console.print(found.properties.text())
        }
    }
}

extension TenantItem {
    /// As `show` prints it.
    var properties: Properties {
        Properties([
            ("name", name), ("id", id.description), ("state", state), ("since", since.description),
            ("reason", reason ?? "-"), ("owns the server", ownsServer ? "yes" : "no"),
            ("created", createdAt.description), ("devices", devices.map(String.init) ?? "-"),
        ])
    }
}
