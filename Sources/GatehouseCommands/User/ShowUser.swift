import ArgumentParser
import GatehouseClient
import GatehouseModel
import GatehouseWire

struct ShowUser: ClientCommand {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "Show all that the directory has of a person.")

    @Argument(help: .user) var user: String
    @OptionGroup var output: OutputOptions
    @OptionGroup var connection: ConnectionOptions

    func run(_ api: APIClient, _ console: Console) async throws {
        let item: UserItem = try await api.get(APIRoute.fill(APIRoute.user, user))
        let groups: ListPage<GroupItem> = try await api.get(APIRoute.fill(APIRoute.userGroups, user))
        try console.show(item, output.output) { console in
            console.print(Self.properties(item, groups: groups.items).text())
        }
    }

    static func properties(_ item: UserItem, groups: [GroupItem]) -> Properties {
        Properties([
            ("name", item.userName), ("id", item.id.description), ("display name", item.displayName),
            ("state", item.isEnabled ? "enabled" : "disabled"), ("kind", item.kind.rawValue),
            ("given name", item.givenName), ("family name", item.familyName), ("mail", item.mail),
            ("title", item.jobTitle), ("department", item.department), ("cost centre", item.costCentre),
            ("number", item.employeeNumber), ("manager", item.manager?.description ?? ""),
            ("roles", item.roles.joined(separator: ", ")),
            ("groups", groups.map(\.name).joined(separator: ", ")), ("source", item.source),
            ("external id", item.externalID), ("created", item.createdAt.description),
            ("updated", item.updatedAt.description), ("sessions since", item.sessionsValidFrom.description),
        ])
    }
}
