import ArgumentParser
import GatehouseClient
import GatehouseModel
import GatehouseWire

struct ShowDeviceHistory: ClientCommand {
    static let configuration = CommandConfiguration(
        commandName: "history", abstract: "List a device's past verdicts and what was found, newest first.",
        discussion: "How long the past is kept, the setting `historyRetention` says: 180 days unless changed.")

    @Argument(help: DeviceReference.help) var device: DeviceReference
    @Option(
        parsing: .unconditional,
        help: "Only what began before this time: 2026-11-20T10:00Z, or -2d for two days ago.") var before: String?
    @Option(help: "At most so many, up to 1000.") var limit = 50
    @Flag(help: "Only verdicts.") var verdicts = false
    @OptionGroup var output: OutputOptions
    @OptionGroup var connection: ConnectionOptions

    func run(_ api: APIClient, _ console: Console) async throws {
        let id = try await device.resolve(api)
        var query = [APIRequest.QueryItem("limit", String(verdicts ? 1000 : limit))]
        if let before { query.append(APIRequest.QueryItem("before", before)) }
        let page: ListPage<HistoryItem> = try await api.get(
            APIRoute.fill(APIRoute.deviceHistory, id.description), query: query)
        let items = verdicts ? Array(page.items.filter { $0.kind == .verdict }.prefix(limit)) : page.items
        try console.show(items, output.output) { Self.table(items, isWide: $0) }
    }

    static func table(_ items: [HistoryItem], isWide: Bool) -> Table {
        var table = Table(
            ["FROM", "UNTIL", "WHAT", "STATE", "DETAIL"] + (isWide ? ["SINCE", "GRACE ENDS"] : []))
        for item in items {
            let what = item.policy.map { "\($0)/\(item.requirement ?? "")" } ?? "verdict"
            table.add([
                .init(item.from.description), .init(item.until?.description ?? "now"), .init(what), state(of: item),
                .init(item.detail ?? ""), .init(item.since.description), .init(item.graceEnd?.description ?? ""),
            ])
        }
        return table
    }

    private static func state(of item: HistoryItem) -> Table.Cell {
        switch item.kind {
        case .verdict: ComplianceState(rawValue: item.state).map { .init($0) } ?? .init(item.state)
        case .requirement: RequirementResult(rawValue: item.state).map { .init($0) } ?? .init(item.state)
        }
    }
}
