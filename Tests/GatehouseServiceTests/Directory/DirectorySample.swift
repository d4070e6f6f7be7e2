import GatehouseModel
import GatehouseService

extension Fixture {
    var users: UserService { UserService(store: store, clock: clock) }
    var groups: GroupService { GroupService(store: store, clock: clock) }
    var admin: Caller { caller(.administrator) }

    @discardableResult
    func person(_ name: String, _ fill: (inout UserChanges) -> Void = { _ in }) async throws -> User {
        var changes = UserChanges()
        changes.userName = name
        fill(&changes)
        return try await users.create(changes, by: admin)
    }

    /// Names of who is in the group itself.
    func members(of group: String) async throws -> [String] {
        try await groups.members(tenant.id, of: group, after: nil, limit: 1000).map(\.name).sorted()
    }

    /// Why it was refused; `nil` when it was not.
    func refusal(_ body: () async throws -> Void) async -> ServiceError? {
        do { try await body() } catch { return ServiceError(wrapping: error) }
        return nil
    }
}
