import Foundation
import GatehouseAuthority
import GatehouseKeys
import GatehouseModel
import GatehouseService
import Logging

/// What a fresh node needs before anything can be asked: the key that its secrets are sealed under, and the tenant that
/// owns the server with its authority and its first token.
///
/// Several nodes may start on one empty database at once: one of them makes the tenant, and the others find it.
struct FirstStart {
    private static let tokenName = "setup"

    let store: any Store
    let folder: DataFolder
    /// Whether other nodes share the store.
    let isShared: Bool
    let logger: Logger

    /// The tenant that owns this server, made with its authority and set-up token in one unit of work when there is
    /// none.
    func tenant(sealedBy key: SealingKeys, now: Instant) async throws -> Tenant {
        if let tenant = try await owner() {
            try await takeFolder(of: tenant, sealedBy: key, now: now)
            return tenant
        }
        let candidate = Tenant(id: .random(), name: "default", createdAt: now, ownsServer: true)
        let authority = try TenantAuthorities.makeSealed(tenant: candidate.id, key: key, now: now)
        let (token, secret) = APIToken.fresh(
            name: Self.tokenName, role: Role.administrator.rawValue, lifetime: .seconds(365 * 86_400), at: now)
        // First: a token that nobody knows would be the only door, and closed.
        try folder.write(secret + "\n", to: folder.setUpToken)
        let tenant = try await store.administer(as: candidate.id) { tenants in
            if let found = try tenants.tenants().first(where: \.ownsServer) { return found }
            try tenants.add(candidate)
            try tenants.own.save(sealedAuthority: authority, at: now)
            try tenants.own.save(token)
            try tenants.own.audit(
                AuditEntry(
                    at: now, actor: "system", action: "token.create", target: "token/\(token.name)",
                    detail: "role \(token.role)"))
            return candidate
        }
        if tenant.id == candidate.id {
            logger.notice("the set-up token was written", metadata: ["file": "\(folder.setUpToken)"])
        } else {
            try? FileManager.default.removeItem(atPath: folder.setUpToken)
            logger.notice("another node made the tenant, and has its set-up token")
        }
        return tenant
    }

    private func owner() async throws -> Tenant? { try await store.tenants().first(where: \.ownsServer) }

    /// Takes the authority from the files of an older version into the store; they stay, under another name.
    private func takeFolder(of tenant: Tenant, sealedBy key: SealingKeys, now: Instant) async throws {
        guard FileManager.default.fileExists(atPath: folder.formerAuthority),
            try await store.read(tenant.id, { try $0.sealedAuthority() }) == nil
        else { return }
        let sealed = try TenantAuthorities.seal(folder: folder.formerAuthority, tenant: tenant.id, key: key)
        let isTaken: Bool = try await store.write(tenant.id) { work in
            guard try work.sealedAuthority() == nil else { return false }
            try work.save(sealedAuthority: sealed, at: now)
            return true
        }
        guard isTaken else {
            logger.warning(
                "another node's authority is in the database already, and the files of this node's stay",
                metadata: ["folder": "\(folder.formerAuthority)"])
            return
        }
        let kept = folder.formerAuthority + ".imported"
        try? FileManager.default.moveItem(atPath: folder.formerAuthority, toPath: kept)
        logger.notice(
            "the keys of the authority are in the database now, sealed; keep the files offline or destroy them",
            metadata: ["folder": "\(kept)"])
    }

    /// Writes the set-up token anew where its file is missing or empty, as long as there was never another token.
    ///
    /// Whoever may write to the folder holds the key of the authority as well. Where other nodes share the store the
    /// file must be there and empty: it is on one node only.
    func restoreSetUpToken(_ tenant: Tenant, _ tokens: TokenService) async throws {
        let known = try await tokens.list(tenant.id)
        guard known.allSatisfy({ $0.name == Self.tokenName }) else { return }
        let text = folder.read(folder.setUpToken)
        let isLost = text.map { $0.allSatisfy(\.isWhitespace) } ?? !isShared
        guard known.isEmpty || isLost else { return }
        for token in known { try await tokens.revoke(tenant.id, id: token.id, actor: "system") }
        let created = try await tokens.create(
            tenant.id, name: Self.tokenName, role: Role.administrator.rawValue, lifetime: .seconds(365 * 86_400),
            actor: "system")
        try folder.write(created.secret + "\n", to: folder.setUpToken)
        logger.notice("the set-up token was written", metadata: ["file": "\(folder.setUpToken)"])
    }

    /// The key that secrets are sealed under: from `given`, or from the data folder, where it is made when there is none.
    ///
    /// A file that is there and cannot be read is never replaced: what it sealed would be lost. None is made for a store
    /// that another key has sealed something in.
    func sealingKey(given: String) async throws -> SealingKeys {
        let path = given.isEmpty ? folder.sealingKey : given
        guard let text = folder.read(path) else {
            guard given.isEmpty, !FileManager.default.fileExists(atPath: path) else {
                throw ConfigurationError(
                    message: "`\(path)` cannot be read", hint: "is it there, and readable by this user?")
            }
            guard try await !isAnythingSealed() else {
                throw ConfigurationError(
                    message: "`\(path)` is missing, and the database holds what was sealed under it",
                    hint: "copy it from a node that runs, or from a backup, and start again")
            }
            let key = SealingKeys(SealingKey())
            try folder.write(key.text, to: path)
            return key
        }
        try refuseToShare(path)
        guard let key = SealingKeys(text) else {
            throw ConfigurationError(
                message: SealingKeys.complaint(of: path),
                hint: "put it back from a backup, or copy it from a node that runs")
        }
        return key
    }

    /// Whether any tenant has something in the store that only the key opens.
    private func isAnythingSealed() async throws -> Bool {
        for tenant in try await store.tenants() {
            let isSealed: Bool = try await store.read(tenant.id) { work in
                if try work.sealedAuthority() != nil { return true }
                return try !work.secrets().isEmpty
            }
            if isSealed { return true }
        }
        return false
    }

    /// Throws where everybody on the machine may read the key; its group may, as a systemd credential's does.
    func refuseToShare(_ path: String) throws {
        let file = URL(filePath: path).resolvingSymlinksInPath().path(percentEncoded: false)
        let attributes = try? FileManager.default.attributesOfItem(atPath: file)
        guard let mode = attributes?[.posixPermissions] as? Int, mode & 0o007 != 0 else { return }
        throw ConfigurationError(
            message: "`\(path)` is open to every user of this machine, and opens all that is sealed in the database",
            hint: "run `chmod o= \(path)` and start again")
    }

    /// The authorities of the tenants; a key that does not fit is refused with the file that does.
    func authorities(
        of tenant: Tenant, sealedBy key: SealingKeys, given: String, clock: Clock
    ) async throws -> TenantAuthorities {
        do {
            return try await TenantAuthorities.opening(owner: tenant.id, store: store, key: key, clock: clock)
        } catch {
            guard error.code == .sealedOtherwise else { throw error }
            let path = given.isEmpty ? folder.sealingKey : given
            throw ConfigurationError(
                message: "`\(path)` is not the key that the authority in the database is sealed under",
                hint: "it was rotated, or is another installation's: copy the file from a node that runs, or from a "
                    + "backup, and start again")
        }
    }
}
