import ArgumentParser
import GatehouseClient
import GatehouseDocuments
import GatehouseWire

struct ListEnforcementPoints: ClientCommand {
    static let configuration = CommandConfiguration(commandName: "list", abstract: "List enforcement points.")

    @OptionGroup var output: OutputOptions
    @OptionGroup var connection: ConnectionOptions

    func run(_ api: APIClient, _ console: Console) async throws {
        let kind = DocumentKind.enforcementPoint.rawValue
        let page: ListPage<DocumentItem> = try await api.get(APIRoute.fill(APIRoute.documents, kind))
        try console.show(page.items, output.output) { GetCommand.table(page.items, isWide: $0) }
    }
}
