import ArgumentParser
import GatehouseClient
import GatehouseModel
import GatehouseWire

struct AddGroupMember: ClientCommand {
    static let configuration = CommandConfiguration(
        commandName: "add-member", abstract: "Put a person, a device or a group into a group without a rule.")

    @Argument(help: .group) var group: String
    @OptionGroup var member: GroupMemberOptions
    @OptionGroup var connection: ConnectionOptions

    func run(_ api: APIClient, _ console: Console) async throws {
        try await api.post(APIRoute.fill(APIRoute.groupMembers, group), member.request)
        console.print("\(member.word) is in the group \(group)")
    }
}
