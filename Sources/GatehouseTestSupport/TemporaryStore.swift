public import GatehouseService
public import GatehouseStorage

/// Runs `body` with a fresh store that has these tenants, then closes the store and removes its database.
public func withTemporaryStore<Result>(
    on engine: TestEngine = .chosen, tenants: [Tenant] = [.test], isolation: isolated (any Actor)? = #isolation,
    _ body: (SQLStore) async throws -> Result
) async throws -> Result {
    let database = try await TestDatabase.make(on: engine)
    let store = try await database.open()
    let result: Result
    do {
        for tenant in tenants { try await store.addTenant(tenant) }
        result = try await body(store)
    } catch {
        try? await store.close()
        throw error
    }
    try await store.close()
    withExtendedLifetime(database) {}
    return result
}
