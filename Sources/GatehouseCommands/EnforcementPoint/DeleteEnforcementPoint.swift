import ArgumentParser
import GatehouseClient
import GatehouseDocuments
import GatehouseWire

struct DeleteEnforcementPoint: ClientCommand {
    static let configuration = CommandConfiguration(
        commandName: "delete",
        abstract: "Delete an enforcement point with its certificates; it gets no answer any more.")

    @Argument var name: String
    @OptionGroup var connection: ConnectionOptions

    func run(_ api: APIClient, _ console: Console) async throws {
        try await api.delete(APIRoute.fill(APIRoute.document, DocumentKind.enforcementPoint.rawValue, name))
        console.print("enforcement point \(name) deleted")
    }
}
