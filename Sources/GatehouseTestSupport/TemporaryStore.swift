public import GatehouseService
public import GatehouseStorage

/// Runs `body` with a fresh SQLite store that has these tenants, then closes the store and removes its folder.
public func withTemporaryStore<Result>(
    tenants: [Tenant] = [.test], isolation: isolated (any Actor)? = #isolation,
    _ body: (SQLStore) async throws -> Result
) async throws -> Result {
    let directory = try TemporaryDirectory()
    let store = try await SQLStore.open(path: directory.file("gatehouse.sqlite"))
    let result: Result
    do {
        for tenant in tenants { try await store.addTenant(tenant) }
        result = try await body(store)
    } catch {
        try? await store.close()
        throw error
    }
    try await store.close()
    withExtendedLifetime(directory) {}
    return result
}
