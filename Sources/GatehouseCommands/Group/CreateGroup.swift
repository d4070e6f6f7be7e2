import ArgumentParser
import GatehouseClient
import GatehouseModel
import GatehouseWire

struct CreateGroup: ClientCommand {
    static let configuration = CommandConfiguration(
        commandName: "create", abstract: "Make a group.",
        discussion: "A rule reads as: user.department -eq \"Sales\" or: device.platform -eq \"linux\"")

    @Argument(help: "What it is called.") var name: String
    @Option(help: "What it is for.") var summary: String?
    @Option(help: "Who is in it; without one, somebody puts people in.") var rule: String?
    @OptionGroup var output: OutputOptions
    @OptionGroup var connection: ConnectionOptions

    func run(_ api: APIClient, _ console: Console) async throws {
        let item: GroupItem = try await api.post(
            APIRoute.groups, GroupRequest(name: name, summary: summary, rule: rule))
        try console.show(item, output.output) { $0.print("group \(item.name) created: \(item.id)") }
    }
}
