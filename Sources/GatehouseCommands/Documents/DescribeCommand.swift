import ArgumentParser
import GatehouseClient
import GatehouseDocuments
import GatehouseModel
import GatehouseWire

struct DescribeCommand: ClientCommand {
    static let configuration = CommandConfiguration(
        commandName: "describe",
        abstract: "Show one document with its history, its text, and the devices that it is about.")

    @Argument(help: KindArgument.help) var kind: KindArgument
    @Argument var name: String
    @OptionGroup var connection: ConnectionOptions

    func run(_ api: APIClient, _ console: Console) async throws {
        let item: DocumentItem = try await api.get(APIRoute.fill(APIRoute.document, kind.kind.rawValue, name))
        console.print(
            Properties([
                ("name", item.name), ("kind", item.kind), ("id", item.id.description),
                ("version", String(item.version)), ("created", item.createdAt.description),
                ("updated", item.updatedAt.description),
            ]).text())
        console.print("")
        console.print(item.text.trimmedEnd)
        try await ReachedDevices.print(kind.kind, name, api, console)
    }
}
