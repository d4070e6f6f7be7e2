import ArgumentParser
import GatehouseClient
import GatehouseWire

struct DeleteTenant: ClientCommand {
    static let configuration = CommandConfiguration(
        commandName: "delete", abstract: "Delete a suspended tenant with all that it has; there is no way back.")

    @Argument(help: TenantCommand.reference) var tenant: String
    @Option(help: "The tenant's name once more, to say that you mean it.") var confirm: String
    @OptionGroup var connection: ConnectionOptions

    func run(_ api: APIClient, _ console: Console) async throws {
        try await api.delete(
            APIRoute.fill(APIRoute.tenant, tenant), query: [APIRequest.QueryItem("confirm", confirm)])
        console.print("tenant \(tenant) is being deleted; `gatehouse tenant list` shows it until it is gone")
    }
}
