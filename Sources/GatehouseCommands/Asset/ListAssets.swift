import ArgumentParser
import GatehouseClient
import GatehouseModel
import GatehouseWire

struct ListAssets: ClientCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "List what is on the register.",
        discussion: "A filter reads as: kind eq 'printer' and isStale eq 'true'")

    @Option(help: "Only things where this holds.") var filter: String?
    @Option(help: "Only things with this in their name, serial number, owner or location.") var search: String?
    @Flag(help: "Only things that are in use and were not seen for long.") var stale = false
    @Flag(help: "Only things that were seen and nobody answers for.") var unauthorised = false
    @Flag(help: "Only things that share a serial number or an address with another entry.") var ambiguous = false
    @Option(help: "Fields to order by, as `lastSeen desc`.") var orderBy = "name"
    @Option(help: "At most so many.") var limit: Int?
    @OptionGroup var output: OutputOptions
    @OptionGroup var connection: ConnectionOptions

    func run(_ api: APIClient, _ console: Console) async throws {
        var query = [APIRequest.QueryItem("orderBy", orderBy)]
        if let condition { query.append(APIRequest.QueryItem("filter", condition)) }
        let assets: [AssetItem] = try await api.list(APIRoute.assets, query: query, limit: limit)
        try console.show(assets, output.output) { Self.table(assets, isWide: $0) }
    }

    private var condition: String? {
        var parts = filter.map { ["(\($0))"] } ?? []
        if let search {
            let quoted = search.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "''")
            let fields = ["name", "serialNumber", "owner", "location"].map { "contains(\($0),'\(quoted)')" }
            parts.append("(\(fields.joined(separator: " or ")))")
        }
        if stale { parts.append("isStale eq 'true'") }
        if unauthorised { parts.append("isUnauthorised eq 'true'") }
        if ambiguous { parts.append("isAmbiguous eq 'true'") }
        return parts.isEmpty ? nil : parts.joined(separator: " and ")
    }

    static func table(_ assets: [AssetItem], isWide: Bool) -> Table {
        var table = Table(
            ["NAME", "KIND", "STATE", "FLAGS", "OWNER", "LAST SEEN", "SOURCES"]
                + (isWide ? ["SERIAL", "MAC", "IP", "TAGS", "ACCOUNTABLE", "LOCATION", "ID"] : []))
        for asset in assets {
            table.add([
                .init(asset.name), .init(asset.kind.rawValue), .init(asset.state.rawValue),
                .init(asset.flags, asset.isUnauthorised ? .red : .yellow), .init(asset.owner ?? ""),
                .init(asset.lastSeen?.description ?? ""),
                .init(asset.sources.map(\.rawValue).joined(separator: ",")), .init(asset.serialNumber),
                .init(asset.macAddresses.joined(separator: ",")), .init(asset.ipAddresses.joined(separator: ",")),
                .init(asset.tags.joined(separator: ",")), .init(asset.accountability.words), .init(asset.location),
                .init(asset.id.description),
            ])
        }
        return table
    }
}

extension AssetItem {
    /// What is to be looked at, in words.
    var flags: String {
        [
            isUnauthorised ? "unauthorised" : nil, isStale ? "stale" : nil,
            sharesIdentifiersWith.isEmpty ? nil : "ambiguous",
        ].compactMap(\.self).joined(separator: ",")
    }
}
