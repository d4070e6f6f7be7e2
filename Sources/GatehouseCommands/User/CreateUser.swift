import ArgumentParser
import GatehouseClient
import GatehouseModel
import GatehouseWire

struct CreateUser: ClientCommand {
    static let configuration = CommandConfiguration(
        commandName: "create", abstract: "Write a person down.",
        discussion: "Who has no credential yet cannot sign in.")

    @Argument(help: "What the person signs in with: an e-mail address or a word.") var name: String
    @OptionGroup var fields: UserFields
    @Option(help: "A role that the person has; may be repeated.") var role: [String] = []
    @Flag(help: "The person may not sign in yet.") var disabled = false
    @OptionGroup var output: OutputOptions
    @OptionGroup var connection: ConnectionOptions

    func run(_ api: APIClient, _ console: Console) async throws {
        var request = fields.request(userName: name)
        if disabled { request.isEnabled = false }
        var item: UserItem = try await api.post(APIRoute.users, request)
        if !role.isEmpty {
            item = try await api.post(
                APIRoute.fill(APIRoute.userRoles, item.id.description), UserRolesRequest(roles: role))
        }
        try console.show(item, output.output) { $0.print("user \(item.userName) created: \(item.id)") }
    }
}
