import ArgumentParser
import GatehouseClient
import GatehouseModel
import GatehouseWire

struct ListAudit: ClientCommand {
    static let configuration = CommandConfiguration(commandName: "list", abstract: "List acts, oldest first.")

    @Option(help: "Only acts after this sequence.") var after: Int64 = 0
    @Option(help: "At most so many.") var limit: Int?
    @OptionGroup var output: OutputOptions
    @OptionGroup var connection: ConnectionOptions

    func run(_ api: APIClient, _ console: Console) async throws {
        let acts: [AuditItem] = try await api.list(
            APIRoute.audit, startingAt: after == 0 ? nil : String(after), limit: limit)
        try console.show(acts, output.output) { isWide in
            var table = Table(["SEQUENCE", "AT", "ACTOR", "ACTION", "TARGET", "DETAIL"] + (isWide ? ["HASH"] : []))
            for act in acts {
                table.add([
                    String(act.sequence), act.at.description, act.actor, act.action, act.target, act.detail, act.hash,
                ])
            }
            return table
        }
    }
}
