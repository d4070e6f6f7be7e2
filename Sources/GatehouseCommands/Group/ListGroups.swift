import ArgumentParser
import GatehouseClient
import GatehouseModel
import GatehouseWire

struct ListGroups: ClientCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "List groups.", discussion: "A filter reads as: membership eq 'dynamic'")

    @Option(help: "Only groups for which this holds.") var filter: String?
    @Option(help: "At most so many.") var limit: Int?
    @OptionGroup var output: OutputOptions
    @OptionGroup var connection: ConnectionOptions

    func run(_ api: APIClient, _ console: Console) async throws {
        var query = [APIRequest.QueryItem("orderBy", "name")]
        if let filter { query.append(APIRequest.QueryItem("filter", filter)) }
        let groups: [GroupItem] = try await api.list(APIRoute.groups, query: query, limit: limit)
        try console.show(groups, output.output) { isWide in
            var table = Table(["NAME", "MEMBERSHIP", "RULE", "SUMMARY"] + (isWide ? ["UPDATED", "ID"] : []))
            for group in groups {
                table.add([
                    .init(group.name), .init(group.membership), .init(group.rule ?? ""), .init(group.summary),
                    .init(group.updatedAt.description), .init(group.id.description),
                ])
            }
            return table
        }
    }
}

extension GroupItem {
    /// Who decides who is in it, in a word.
    var membership: String { isProvisioned ? "provisioned" : rule == nil ? "assigned" : "dynamic" }
}
