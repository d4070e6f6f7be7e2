import ArgumentParser
import GatehouseClient
import GatehouseModel
import GatehouseWire

struct DecisionsCommand: ClientCommand {
    static let configuration = CommandConfiguration(
        commandName: "decisions", abstract: "List recorded decisions, newest first, or show one.")

    @Argument(help: "Id of one decision, as the page of a denial shows it.") var id: String?
    @Option(help: ArgumentHelp("Only of this device, by id or name.", valueName: "device")) var device: DeviceReference?
    @Option(help: "Only for this application.") var application: String?
    @Option(help: "Only of this outcome: allow, block or challenge.") var outcome: String?
    @Option(help: "At most so many.") var limit = 50
    @OptionGroup var output: OutputOptions
    @OptionGroup var connection: ConnectionOptions

    func run(_ api: APIClient, _ console: Console) async throws {
        if let id { return try await show(id, api, console) }
        var query = [APIRequest.QueryItem("orderBy", "at desc")]
        let filter = try await filter(api)
        if !filter.isEmpty { query.append(APIRequest.QueryItem("filter", filter)) }
        let decisions: [DecisionItem] = try await api.list(APIRoute.decisions, query: query, limit: limit)
        try console.show(decisions, output.output) { Self.table(decisions, isWide: $0) }
    }

    private func show(_ id: String, _ api: APIClient, _ console: Console) async throws {
        let decision: DecisionItem = try await api.get(APIRoute.fill(APIRoute.decision, id))
        try console.show(decision, output.output) { console in
            console.print(
                Properties([
                    ("decision", decision.id.description), ("at", decision.at.description),
                    ("outcome", console.coloured(Table.Cell(decision.outcome))),
                    ("application", decision.application), ("asked by", decision.enforcementPoint),
                    ("device", decision.device?.description ?? "none"), ("address", decision.address),
                    ("user agent", decision.userAgent), ("repeated", decision.repeats.map { String($0) } ?? ""),
                    ("valid until", decision.validUntil.description),
                ]).text())
            DecisionReport.print(
                reasons: decision.reasons, policies: decision.policies, missing: decision.missing, console)
        }
    }

    private func filter(_ api: APIClient) async throws -> String {
        var terms: [String] = []
        if let device { terms.append("device eq '\(try await device.resolve(api))'") }
        for (field, value) in [("application", application), ("outcome", outcome)] {
            guard let value else { continue }
            let quoted = value.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "''")
            terms.append("\(field) eq '\(quoted)'")
        }
        return terms.joined(separator: " and ")
    }

    static func table(_ decisions: [DecisionItem], isWide: Bool) -> Table {
        var table = Table(
            ["AT", "OUTCOME", "APPLICATION", "ADDRESS", "BECAUSE"]
                + (isWide ? ["ASKED BY", "DEVICE", "ID"] : []))
        for decision in decisions {
            table.add([
                .init(decision.at.description), .init(decision.outcome), .init(decision.application),
                .init(decision.address), .init(decision.reasons.first?.detail ?? ""),
                .init(decision.enforcementPoint), .init(decision.device?.description ?? "none"),
                .init(decision.id.description),
            ])
        }
        return table
    }
}
