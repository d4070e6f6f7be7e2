import ArgumentParser
import GatehouseClient
import GatehouseDocuments
import GatehouseWire

struct DeleteCommand: ClientCommand {
    static let configuration = CommandConfiguration(commandName: "delete", abstract: "Delete one document.")

    @Argument(help: KindArgument.help) var kind: KindArgument
    @Argument var name: String
    @OptionGroup var connection: ConnectionOptions

    func run(_ api: APIClient, _ console: Console) async throws {
        try await api.delete(APIRoute.fill(APIRoute.document, kind.kind.rawValue, name))
        console.print("\(kind.kind.rawValue)/\(name) \(console.coloured(Table.Cell(.deleted)))")
    }
}
