import ArgumentParser
import GatehouseClient
import GatehouseModel
import GatehouseWire

struct SetGroup: ClientCommand {
    static let configuration = CommandConfiguration(
        commandName: "set", abstract: "Change a group's name, summary or rule.",
        discussion: "With --rule '' the group keeps who is in it, and somebody puts people in from then on.")

    @Argument(help: .group) var group: String
    @Option(help: "What it is called from now on.") var name: String?
    @Option(help: "What it is for.") var summary: String?
    @Option(help: "Who is in it; '' for a group that somebody puts people in.") var rule: String?
    @OptionGroup var output: OutputOptions
    @OptionGroup var connection: ConnectionOptions

    func run(_ api: APIClient, _ console: Console) async throws {
        let request = GroupRequest(name: name, summary: summary, rule: rule)
        guard request != GroupRequest() else {
            throw CommandFailure(.usage, "nothing is to be changed", hint: "see `gatehouse group set --help`")
        }
        let item: GroupItem = try await api.patch(APIRoute.fill(APIRoute.group, group), request)
        try console.show(item, output.output) { $0.print("group \(item.name) changed") }
    }
}
