import ArgumentParser
import GatehouseClient
import GatehouseModel
import GatehouseWire

struct SetUser: ClientCommand {
    static let configuration = CommandConfiguration(
        commandName: "set", abstract: "Change what is written about a person; the rest stays.")

    @Argument(help: .user) var user: String
    @Option(help: "What the person signs in with from now on.") var name: String?
    @OptionGroup var fields: UserFields
    @Option(help: "A role to give; may be repeated.") var role: [String] = []
    @Option(help: "A role to take away; may be repeated.") var unrole: [String] = []
    @OptionGroup var output: OutputOptions
    @OptionGroup var connection: ConnectionOptions

    func run(_ api: APIClient, _ console: Console) async throws {
        let request = fields.request(userName: name)
        guard request != UserRequest() || !role.isEmpty || !unrole.isEmpty else {
            throw CommandFailure(.usage, "nothing is to be changed", hint: "see `gatehouse user set --help`")
        }
        var item: UserItem = try await api.get(APIRoute.fill(APIRoute.user, user))
        let id = item.id.description
        if request != UserRequest() { item = try await api.patch(APIRoute.fill(APIRoute.user, id), request) }
        if !role.isEmpty || !unrole.isEmpty {
            let roles = Set(item.roles).union(role).subtracting(unrole).sorted()
            item = try await api.post(APIRoute.fill(APIRoute.userRoles, id), UserRolesRequest(roles: roles))
        }
        let result = item
        try console.show(result, output.output) { console in
            console.print("user \(result.userName) changed")
            if !result.roles.isEmpty { console.print("roles: \(result.roles.joined(separator: ", "))") }
        }
    }
}
