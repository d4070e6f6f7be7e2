import ArgumentParser
import GatehouseClient
import GatehouseModel
import GatehouseWire

struct ListTenants: ClientCommand {
    static let configuration = CommandConfiguration(commandName: "list", abstract: "List the tenants.")

    @OptionGroup var output: OutputOptions
    @OptionGroup var connection: ConnectionOptions

    func run(_ api: APIClient, _ console: Console) async throws {
        let page: ListPage<TenantItem> = try await api.get(APIRoute.tenants)
        try console.show(page.items, output.output) { _ in
            var table = Table(["NAME", "STATE", "SINCE", "OWNS SERVER", "ID"])
            for tenant in page.items {
                table.add([
                    tenant.name, tenant.state, tenant.since.description, tenant.ownsServer ? "yes" : "-",
                    tenant.id.description,
                ])
            }
            return table
        }
    }
}
