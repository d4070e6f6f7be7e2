import ArgumentParser
import GatehouseClient
import GatehouseWire

struct SuspendTenant: ClientCommand {
    static let configuration = CommandConfiguration(
        commandName: "suspend",
        abstract: "Let nobody of a tenant in any more: neither its devices nor its administrators, until it is resumed."
    )

    @Argument(help: TenantCommand.reference) var tenant: String
    @Option(help: "What its people are told.") var reason = ""
    @OptionGroup var connection: ConnectionOptions

    func run(_ api: APIClient, _ console: Console) async throws {
        let found: TenantItem = try await api.post(
            APIRoute.fill(APIRoute.tenantSuspension, tenant), TenantSuspension(reason: reason))
        console.print("tenant \(found.name) suspended")
    }
}
