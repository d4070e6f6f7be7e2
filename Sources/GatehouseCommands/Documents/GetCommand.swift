import ArgumentParser
import GatehouseClient
import GatehouseDocuments
import GatehouseModel
import GatehouseWire

struct GetCommand: ClientCommand {
    static let configuration = CommandConfiguration(
        commandName: "get", abstract: "List documents of a kind, or show one.",
        discussion: "Devices are no documents: see `gatehouse device list`.")

    @Argument(help: KindArgument.help) var kind: KindArgument
    @Argument(help: "Name of one document.") var name: String?
    @Flag(help: "The devices that the policy reaches, that are in the group, or for which the filter holds.")
    var devices = false
    @OptionGroup var output: OutputOptions
    @OptionGroup var connection: ConnectionOptions

    func validate() throws {
        guard devices else { return }
        if name == nil { throw ValidationError("--devices wants the name of one document") }
        if !kind.kind.isAboutDevices { throw ValidationError("\(kind.kind.rawValue) documents are about no device") }
    }

    func run(_ api: APIClient, _ console: Console) async throws {
        let kind = kind.kind.rawValue
        if let name, devices {
            let found: [ReachedDeviceItem] = try await api.list(APIRoute.fill(APIRoute.documentDevices, kind, name))
            try console.show(found, output.output) { ReachedDevices.table(found, isWide: $0) }
        } else if let name {
            let item: DocumentItem = try await api.get(APIRoute.fill(APIRoute.document, kind, name))
            if output.output == .yaml { return console.print(item.text.trimmedEnd) }
            try console.show(item, output.output) { Self.table([item], isWide: $0) }
        } else {
            let page: ListPage<DocumentItem> = try await api.get(APIRoute.fill(APIRoute.documents, kind))
            if output.output == .yaml {
                return console.print(page.items.map { $0.text.trimmedEnd }.joined(separator: "\n---\n"))
            }
            try console.show(page.items, output.output) { Self.table(page.items, isWide: $0) }
        }
    }

    static func table(_ items: [DocumentItem], isWide: Bool) -> Table {
        var table = Table(["NAME", "VERSION", "UPDATED"] + (isWide ? ["KIND", "CREATED", "ID"] : []))
        for item in items {
            table.add([
                item.name, String(item.version), item.updatedAt.description, item.kind, item.createdAt.description,
                item.id.description,
            ])
        }
        return table
    }
}
