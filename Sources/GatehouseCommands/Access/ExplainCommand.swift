import ArgumentParser
import GatehouseClient
import GatehouseModel
import GatehouseWire

struct ExplainCommand: ClientCommand {
    static let configuration = CommandConfiguration(
        commandName: "explain", abstract: "Say what a device may reach now, and why.")

    @Argument(help: DeviceReference.help) var device: DeviceReference
    @Option(help: "Only this application.") var application: String?
    @Option(help: "As if asked from this address.") var address: String?
    @OptionGroup var output: OutputOptions
    @OptionGroup var connection: ConnectionOptions

    func run(_ api: APIClient, _ console: Console) async throws {
        let id = try await device.resolve(api)
        var query = [APIRequest.QueryItem("device", id.description)]
        if let application { query.append(APIRequest.QueryItem("application", application)) }
        if let address { query.append(APIRequest.QueryItem("address", address)) }
        let answer: ExplainResponse = try await api.get(APIRoute.explain, query: query)
        try console.show(answer, output.output) { console in
            console.print(Properties([("device", "\(answer.device.name)  \(answer.device.id)")]).text())
            console.print("")
            ComplianceReport(verdict: answer.verdict, statuses: answer.statuses).print(console)
            for explanation in answer.applications { Self.print(explanation, console) }
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
