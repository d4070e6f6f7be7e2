import ArgumentParser
import GatehouseClient
import GatehouseModel
import GatehouseWire

struct ExplainCommand: ClientCommand {
    static let configuration = CommandConfiguration(
        commandName: "explain", abstract: "Say what a device may reach now, and why; or how it stood at a past time.")

    @Argument(help: DeviceReference.help) var device: DeviceReference
    @Option(help: "Only this application.") var application: String?
    @Option(help: "As if asked from this address.") var address: String?
    @Option(
        parsing: .unconditional,
        help: "As it was recorded at this time: 2026-11-20T10:00Z, or -2d for two days ago.") var at: String?
    @Option(help: "Language of what mends a requirement, where its policy has it, as de_DE.") var language: String?
    @OptionGroup var output: OutputOptions
    @OptionGroup var connection: ConnectionOptions

    func validate() throws {
        if at != nil, application != nil || address != nil {
            throw ValidationError(
                "what would have been answered then is not recorded: --at goes with neither --application nor --address"
            )
        }
    }

    func run(_ api: APIClient, _ console: Console) async throws {
        let id = try await device.resolve(api)
        if let at { return try await showPast(id, at, api, console) }
        var query = [APIRequest.QueryItem("device", id.description)]
        if let application { query.append(APIRequest.QueryItem("application", application)) }
        if let address { query.append(APIRequest.QueryItem("address", address)) }
        if let language { query.append(APIRequest.QueryItem("language", language)) }
        let answer: ExplainResponse = try await api.get(APIRoute.explain, query: query)
        try console.show(answer, output.output) { console in
            console.print(Properties([("device", "\(answer.device.name)  \(answer.device.id)")]).text())
            console.print("")
            ComplianceReport(
                verdict: answer.verdict, statuses: answer.statuses, scheduledActions: answer.scheduledActions
            ).print(console)
            for explanation in answer.applications { Self.print(explanation, console) }
        }
    }

    private func showPast(_ id: DeviceID, _ at: String, _ api: APIClient, _ console: Console) async throws {
        let answer: ComplianceDetail = try await api.get(
            APIRoute.fill(APIRoute.deviceCompliance, id.description), query: [APIRequest.QueryItem("at", at)])
        try console.show(answer, output.output) { console in
            console.print(
                Properties([("device", id.description), ("as it was at", answer.at?.description ?? "")]).text())
            console.print("")
            if answer.verdict != nil || !answer.statuses.isEmpty {
                ComplianceReport(verdict: answer.verdict, statuses: answer.statuses).print(console)
                console.print("")
            }
            for missing in answer.notRecorded { console.print("not recorded: \(missing)") }
        }
    }

    private static func print(_ explanation: ApplicationExplanation, _ console: Console) {
        console.print("")
        let outcome = console.coloured(Table.Cell(explanation.outcome))
        console.print(
            "\(console.coloured(explanation.application, .bold)): \(outcome), until \(explanation.validUntil)")
        DecisionReport.print(
            reasons: explanation.reasons, policies: explanation.policies, missing: explanation.missing, console)
    }
}
