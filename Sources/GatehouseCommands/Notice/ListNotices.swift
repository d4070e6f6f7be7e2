import ArgumentParser
import GatehouseClient
import GatehouseModel
import GatehouseWire

struct ListNotices: ClientCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "List notices, newest first.",
        discussion: "A filter reads as: state eq 'failed' and kind eq 'deviceInGrace'")

    @Option(help: "Only notices where this holds.") var filter: String?
    @Option(help: "Only those about one device, by id or name.") var device: DeviceReference?
    @Flag(help: "Only those of which a message was given up.") var failed = false
    @Option(help: "At most so many.") var limit: Int = 100
    @OptionGroup var output: OutputOptions
    @OptionGroup var connection: ConnectionOptions

    func run(_ api: APIClient, _ console: Console) async throws {
        var terms = filter.map { ["(\($0))"] } ?? []
        if let device { terms.append("device eq '\(try await device.resolve(api))'") }
        if failed { terms.append("state eq 'failed'") }
        let query = terms.isEmpty ? [] : [APIRequest.QueryItem("filter", terms.joined(separator: " and "))]
        let notices: [NoticeItem] = try await api.list(APIRoute.notices, query: query, limit: limit)
        try console.show(notices, output.output) { Self.table(notices, isWide: $0) }
    }

    private static func table(_ notices: [NoticeItem], isWide: Bool) -> Table {
        var table = Table(
            ["NOTICE", "KIND", "STATE", "DEVICE", "POLICY", "CREATED"] + (isWide ? ["DEADLINE", "CHANNELS"] : []))
        for notice in notices {
            table.add([
                .init(notice.id.description), .init(notice.kind), .init(notice.state), .init(notice.deviceName ?? ""),
                .init(notice.policy ?? ""), .init(notice.createdAt.description),
                .init(notice.deadline?.description ?? ""), .init(notice.channels.joined(separator: ", ")),
            ])
        }
        return table
    }
}
