import ArgumentParser
import GatehouseClient
import GatehouseWire

struct ComplianceCommand: ClientCommand {
    static let configuration = CommandConfiguration(
        commandName: "compliance", abstract: "Show how the fleet stands.",
        discussion: "After a change of policy every device is judged anew in the background: how far that has come.")

    @Flag(help: "Wait until every device was judged by the policies as they are.") var wait = false
    @OptionGroup var output: OutputOptions
    @OptionGroup var connection: ConnectionOptions

    func run(_ api: APIClient, _ console: Console) async throws {
        if wait { try await FleetWait(api: api).run(console) }
        let fleet: FleetComplianceItem = try await api.get(APIRoute.compliance)
        try console.show(fleet, output.output) { console in
            var table = Table(["STATE", "DEVICES"])
            for count in fleet.counts { table.add([.init(count.state), .init(String(count.devices))]) }
            console.print(table)
            if let evaluation = fleet.evaluation {
                console.note(FleetWait.progress(evaluation, of: fleet))
            }
        }
    }
}
