import GatehouseModel
import GatehouseService

/// What a fresh data folder needs before anything can be asked.
enum FirstStart {
    /// The tenant of this server, made when there is none.
    static func tenant(in store: any Store, now: Instant) async throws -> Tenant {
        if let tenant = try await store.tenants().first { return tenant }
        let tenant = Tenant(id: .random(), name: "default", createdAt: now)
        try await store.addTenant(tenant)
        return tenant
    }

    /// Writes the set-up token to a file that only its owner can read, unless there are tokens already.
    static func setUpToken(_ tenant: Tenant, _ tokens: TokenService, _ folder: DataFolder) async throws -> Bool {
        guard try await tokens.list(tenant.id).isEmpty else { return false }
        let created = try await tokens.create(
            tenant.id, name: "setup", role: "administrator", lifetime: .seconds(365 * 86_400), actor: "system")
        try folder.write(created.secret + "\n", to: folder.setUpToken)
        return true
    }
}
