import ArgumentParser
import GatehouseClient
import GatehouseDocuments
import GatehouseModel
import GatehouseWire

struct ListEnforcementPoints: ClientCommand {
    static let configuration = CommandConfiguration(commandName: "list", abstract: "List enforcement points.")

    @OptionGroup var output: OutputOptions
    @OptionGroup var connection: ConnectionOptions

    func run(_ api: APIClient, _ console: Console) async throws {
        let kind = DocumentKind.enforcementPoint.rawValue
        let page: ListPage<DocumentItem> = try await api.get(APIRoute.fill(APIRoute.documents, kind))
        try console.show(page.items, output.output) { Self.table(page.items, isWide: $0) }
    }

    private static func table(_ items: [DocumentItem], isWide: Bool) -> Table {
        var table = Table(["NAME", "TRANSPORT", "APPLICATIONS", "UPDATED"] + (isWide ? ["SOCKET", "ID"] : []))
        for item in items {
            let point = point(in: item)
            table.add([
                item.name, point?.transport.rawValue ?? "", point?.applications.joined(separator: ",") ?? "",
                item.updatedAt.description, point?.socket ?? "", item.id.description,
            ])
        }
        return table
    }

    /// A document that a newer server wrote may not read here; its name is shown all the same.
    private static func point(in item: DocumentItem) -> EnforcementPoint? {
        guard case .success(let parsed) = DocumentReader.read(item.text, file: item.name),
            case .enforcementPoint(let point) = parsed.first?.document
        else { return nil }
        return point
    }
}
