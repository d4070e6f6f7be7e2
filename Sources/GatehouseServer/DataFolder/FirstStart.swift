import Foundation
import GatehouseKeys
import GatehouseModel
import GatehouseService

/// What a fresh data folder needs before anything can be asked.
enum FirstStart {
    /// The tenant that owns this server, made when there is none.
    static func tenant(in store: any Store, now: Instant) async throws -> Tenant {
        if let tenant = try await store.tenants().first(where: \.ownsServer) { return tenant }
        let tenant = Tenant(id: .random(), name: "default", createdAt: now, ownsServer: true)
        try await store.addTenant(tenant)
        return tenant
    }

    /// The key that seals secrets of other systems, made when there is none.
    ///
    /// A file that is there and cannot be read is never replaced: what it sealed would be lost.
    static func sealingKey(_ folder: DataFolder) throws -> SealingKey {
        if FileManager.default.fileExists(atPath: folder.sealingKey) {
            guard let key = folder.read(folder.sealingKey).flatMap(SealingKey.init) else {
                throw ConfigurationError(
                    message: "`\(folder.sealingKey)` is not a key of 64 hexadecimal digits",
                    hint: "put it back from a backup; without it the secrets must be set anew")
            }
            return key
        }
        let key = SealingKey()
        try folder.write(key.text + "\n", to: folder.sealingKey)
        return key
    }

    private static let tokenName = "setup"

    /// Writes the set-up token to a file that only its owner can read, until there is another token.
    ///
    /// Where the file is missing, as after a crash between the two writes, the token is made anew: whoever may write to
    /// the folder holds the keys of the authority as well.
    static func setUpToken(_ tenant: Tenant, _ tokens: TokenService, _ folder: DataFolder) async throws -> Bool {
        let known = try await tokens.list(tenant.id)
        guard known.allSatisfy({ $0.name == tokenName }) else { return false }
        guard known.isEmpty || folder.read(folder.setUpToken) == nil else { return false }
        for token in known { try await tokens.revoke(tenant.id, id: token.id, actor: "system") }
        let created = try await tokens.create(
            tenant.id, name: tokenName, role: "administrator", lifetime: .seconds(365 * 86_400), actor: "system")
        try folder.write(created.secret + "\n", to: folder.setUpToken)
        return true
    }
}
