import ArgumentParser
import GatehouseClient
import GatehouseModel
import GatehouseWire

struct RemoveGroupMember: ClientCommand {
    static let configuration = CommandConfiguration(
        commandName: "remove-member", abstract: "Take a person, a device or a group out of a group without a rule.")

    @Argument(help: .group) var group: String
    @OptionGroup var member: GroupMemberOptions
    @OptionGroup var connection: ConnectionOptions

    func run(_ api: APIClient, _ console: Console) async throws {
        let id = try await member.identifier(api)
        try await api.delete(APIRoute.fill(APIRoute.groupMember, group, id))
        console.print("\(member.word) is out of the group \(group)")
    }
}
