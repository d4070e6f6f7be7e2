import ArgumentParser
import GatehouseClient
import GatehouseModel
import GatehouseWire

struct ListApps: ClientCommand {
    static let configuration = CommandConfiguration(commandName: "list", abstract: "List applications.")

    @OptionGroup var output: OutputOptions
    @OptionGroup var connection: ConnectionOptions

    func run(_ api: APIClient, _ console: Console) async throws {
        let page: ListPage<ClientApplicationItem> = try await api.get(APIRoute.clientApplications)
        try console.show(page.items, output.output) { _ in
            var table = Table(["NAME", "STATE", "KIND", "PERMISSIONS", "SECRETS", "CERTIFICATES", "ID"])
            for app in page.items {
                table.add([
                    app.name, app.isEnabled ? "enabled" : "disabled", app.isPublic ? "public" : "confidential",
                    app.permissions.isEmpty ? "-" : app.permissions.joined(separator: " "), "\(app.secrets.count)",
                    "\(app.certificates.count)", app.id.description,
                ])
            }
            return table
        }
    }
}
