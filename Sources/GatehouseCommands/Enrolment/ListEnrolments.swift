import ArgumentParser
import GatehouseClient
import GatehouseModel
import GatehouseWire

struct ListEnrolments: ClientCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "List what waits for somebody's word, newest first.")

    @Flag(help: "Also what was decided, and what expired.") var all = false
    @Option(help: "At most so many.") var limit: Int = 100
    @OptionGroup var output: OutputOptions
    @OptionGroup var connection: ConnectionOptions

    func run(_ api: APIClient, _ console: Console) async throws {
        let query = all ? [] : [APIRequest.QueryItem("filter", "state eq 'pending'")]
        var items: [EnrolmentItem] = try await api.list(APIRoute.enrolments, query: query, limit: limit)
        if !all { items.removeAll { $0.state != .pending } }
        try console.show(items, output.output) { isWide in
            var table = Table(
                ["ID", "NAME", "SERIAL", "MODEL", "FROM", "TPM", "WHY", "STATE", "CREATED"]
                    + (isWide ? ["CODE BY", "OWNER", "GROUPS", "LAST ASKED", "EXPIRES"] : []))
            for item in items {
                table.add([
                    .init(item.id.description), .init(item.name), .init(item.serialNumber),
                    .init("\(item.manufacturer) \(item.model)"), .init(item.address),
                    .init(item.endorsement?.rawValue ?? "none"), .init(item.cause.rawValue),
                    .init(item.state.rawValue, item.state.style), .init(item.createdAt.description),
                    .init(item.codeCreatedBy ?? ""), .init(item.owner ?? ""),
                    .init(item.groups.joined(separator: ",")), .init(item.lastAskedAt.description),
                    .init(item.expiresAt.description),
                ])
            }
            return table
        }
    }
}

extension EnrolmentItem.State {
    var style: Colour? {
        switch self {
        case .pending: .yellow
        case .approved, .enrolled: .green
        case .rejected: .red
        case .expired: .faint
        }
    }
}
