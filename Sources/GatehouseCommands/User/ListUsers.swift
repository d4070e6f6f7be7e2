import ArgumentParser
import GatehouseClient
import GatehouseModel
import GatehouseWire

struct ListUsers: ClientCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "List people.",
        discussion: "A filter reads as: department eq 'Sales' and isEnabled eq 'true'")

    @Option(help: "Only people for whom this holds.") var filter: String?
    @Option(help: "Only people with this in a name or address.") var search: String?
    @Option(help: "Only people with this role.") var role: String?
    @Option(help: "Only people of this source: directory, provisioned or federated:NAME.") var source: String?
    @Option(help: "Fields to order by, as `createdAt desc`.") var orderBy = "userName"
    @Option(help: "At most so many.") var limit: Int?
    @OptionGroup var output: OutputOptions
    @OptionGroup var connection: ConnectionOptions

    func run(_ api: APIClient, _ console: Console) async throws {
        var query = [APIRequest.QueryItem("orderBy", orderBy)]
        if let condition { query.append(APIRequest.QueryItem("filter", condition)) }
        let users: [UserItem] = try await api.list(APIRoute.users, query: query, limit: limit)
        try console.show(users, output.output) { isWide in
            var table = Table(
                ["NAME", "DISPLAY NAME", "STATE", "KIND", "DEPARTMENT", "ROLES", "SOURCE"]
                    + (isWide ? ["MAIL", "TITLE", "CREATED", "ID"] : []))
            for user in users {
                table.add([
                    .init(user.userName), .init(user.displayName),
                    .init(user.isEnabled ? "enabled" : "disabled", user.isEnabled ? .green : .yellow),
                    .init(user.kind.rawValue), .init(user.department), .init(user.roles.joined(separator: ",")),
                    .init(user.source), .init(user.mail), .init(user.jobTitle), .init(user.createdAt.description),
                    .init(user.id.description),
                ])
            }
            return table
        }
    }

    private var condition: String? {
        var parts = filter.map { ["(\($0))"] } ?? []
        func quoted(_ text: String) -> String {
            "'\(text.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "''"))'"
        }
        if let search {
            let fields = ["userName", "displayName", "mail"].map { "contains(\($0),\(quoted(search)))" }
            parts.append("(\(fields.joined(separator: " or ")))")
        }
        if let source { parts.append("source eq \(quoted(source))") }
        if let role { parts.append("roles eq \(quoted(role))") }
        return parts.isEmpty ? nil : parts.joined(separator: " and ")
    }
}
