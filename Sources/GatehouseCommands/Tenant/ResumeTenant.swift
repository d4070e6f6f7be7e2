import ArgumentParser
import GatehouseClient
import GatehouseWire

struct ResumeTenant: ClientCommand {
    static let configuration = CommandConfiguration(
        commandName: "resume", abstract: "Serve a suspended tenant again, as it was.")

    @Argument(help: TenantCommand.reference) var tenant: String
    @Option(help: "For the audit log.") var reason = ""
    @OptionGroup var connection: ConnectionOptions

    func run(_ api: APIClient, _ console: Console) async throws {
        let found: TenantItem = try await api.post(
            APIRoute.fill(APIRoute.tenantResumption, tenant), TenantResumption(reason: reason))
        console.print("tenant \(found.name) resumed")
    }
}
