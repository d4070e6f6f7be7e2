import ArgumentParser
import GatehouseClient
import GatehouseModel
import GatehouseWire

struct ShowAsset: ClientCommand {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "Show all that is known of a thing.")

    @Argument(help: AssetReference.help) var asset: AssetReference
    @OptionGroup var output: OutputOptions
    @OptionGroup var connection: ConnectionOptions

    func run(_ api: APIClient, _ console: Console) async throws {
        let item = try await asset.resolve(api)
        try console.show(item, output.output) { $0.print(Self.properties(item).text()) }
    }

    static func properties(_ item: AssetItem) -> Properties {
        Properties([
            ("name", item.name), ("id", item.id.description), ("kind", item.kind.rawValue),
            ("state", "\(item.state.rawValue) since \(item.stateSince)"), ("flags", item.flags),
            ("shares with", item.sharesIdentifiersWith.map(\.description).joined(separator: ", ")),
            ("sources", item.sources.map(\.rawValue).joined(separator: ", ")),
            ("approved by", item.approvedBy ?? ""), ("device", item.device?.description ?? ""),
            ("hardware", [item.manufacturer, item.model].filter { !$0.isEmpty }.joined(separator: " ")),
            ("serial", item.serialNumber), ("mac", item.macAddresses.joined(separator: ", ")),
            ("ip", item.ipAddresses.joined(separator: ", ")), ("system", item.operatingSystem),
            ("owner", item.owner ?? ""), ("tags", item.tags.joined(separator: ", ")),
            ("accountable", item.accountability.words), ("location", item.location), ("notes", item.notes),
            ("first seen", item.firstSeen.description), ("last seen", item.lastSeen?.description ?? ""),
            ("version", String(item.version)),
        ])
    }
}
