import ArgumentParser
import GatehouseClient
import GatehouseModel
import GatehouseWire

struct ListGroupMembers: ClientCommand {
    static let configuration = CommandConfiguration(
        commandName: "members", abstract: "List who is in a group itself, not through another.")

    @Argument(help: .group) var group: String
    @Option(help: "At most so many.") var limit: Int?
    @OptionGroup var output: OutputOptions
    @OptionGroup var connection: ConnectionOptions

    func run(_ api: APIClient, _ console: Console) async throws {
        let members: [GroupMemberItem] = try await api.list(
            APIRoute.fill(APIRoute.groupMembers, group), query: [], limit: limit)
        try console.show(members, output.output) { _ in
            var table = Table(["KIND", "NAME", "ID"])
            for member in members { table.add([member.kind, member.name, member.id]) }
            return table
        }
    }
}
