import ArgumentParser
import GatehouseClient
import GatehouseModel
import GatehouseWire

/// Who or what goes into a group or out of it: exactly one of the three.
struct GroupMemberOptions: ParsableArguments {
    @Option(help: "A person, by name or id.") var user: String?
    @Option(help: "A device, by name or id.") var device: String?
    @Option(help: "A group, by name or id: everybody in it is in this one as well.") var inner: String?

    var request: GroupMemberRequest { GroupMemberRequest(user: user, device: device, group: inner) }

    /// As the person wrote it.
    var word: String { user ?? device ?? inner ?? "" }

    func validate() throws {
        guard [user, device, inner].count(where: { $0 != nil }) == 1 else {
            throw ValidationError("name exactly one of --user, --device and --inner")
        }
    }

    /// The id of who is meant, since a member is taken out by id.
    func identifier(_ api: APIClient) async throws -> String {
        if let user {
            let item: UserItem = try await api.get(APIRoute.fill(APIRoute.user, user))
            return item.id.description
        }
        if let inner {
            let item: GroupItem = try await api.get(APIRoute.fill(APIRoute.group, inner))
            return item.id.description
        }
        guard let reference = DeviceReference(argument: device ?? "") else { return "" }
        return try await reference.resolve(api).description
    }
}
