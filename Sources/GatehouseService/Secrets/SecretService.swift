import GatehouseDocuments
public import GatehouseKeys
public import GatehouseModel

/// Secrets of other systems that this server presents to them: set, never shown.
public struct SecretService: Sendable {
    private static let largest = 4096

    private let store: any Store
    private let key: SealingKeys
    private let clock: Clock

    /// Makes the service; `key` is kept outside of the store.
    public init(store: any Store, key: SealingKeys, clock: Clock) {
        self.store = store
        self.key = key
        self.clock = clock
    }

    /// Every secret's name; no value leaves the server this way.
    public func list(_ tenant: TenantID) async throws -> [SealedSecret] {
        try await store.read(tenant) { try $0.secrets() }
    }

    /// Sets or replaces a secret; refuses an empty one, one of more than 4,096 bytes, and a name that no document could
    /// write.
    public func set(_ tenant: TenantID, name: String, value: String, actor: String) async throws -> SealedSecret {
        guard Self.isName(name) else {
            throw ServiceError(
                .invalid, "`\(name)` cannot be the name of a secret",
                hint: "1 to 64 letters, digits, `-`, `_` and `.`, with a letter or digit first")
        }
        let bytes = Array(value.utf8)
        guard (1...Self.largest).contains(bytes.count) else {
            throw ServiceError(.invalid, "a secret has 1 to \(Self.largest) bytes")
        }
        guard let sealed = key.seal(bytes, for: SealingPurpose.secret(name, of: tenant)) else {
            throw ServiceError(.failed, "the secret cannot be sealed")
        }
        let now = clock.now
        let secret = SealedSecret(name: name, sealed: sealed, updatedAt: now)
        try await store.write(tenant) { work in
            try work.save(secret)
            try work.audit(AuditEntry(at: now, actor: actor, action: "secret.set", target: "secret/\(name)"))
        }
        return secret
    }

    /// Forgets a secret; refuses while a channel names it.
    public func delete(_ tenant: TenantID, name: String, actor: String) async throws {
        let now = clock.now
        try await store.write(tenant) { work in
            if let user = try Self.document(naming: name, in: work) {
                throw ServiceError(.conflict, "the \(user) names the secret `\(name)`")
            }
            guard try work.deleteSecret(name) else { throw ServiceError(.notFound, "there is no secret `\(name)`") }
            try work.audit(AuditEntry(at: now, actor: actor, action: "secret.delete", target: "secret/\(name)"))
        }
    }

    /// The document that names the secret, in words; `nil` when none does.
    private static func document(naming secret: String, in work: any StoreReading) throws -> String? {
        let channels = try TenantCatalogue(work.documents(kind: DocumentKind.notificationChannel.rawValue))
            .notificationChannels
        if let channel = channels.first(where: { $0.secret == secret }) {
            return "notification channel `\(channel.name)`"
        }
        let providers = try TenantCatalogue(work.documents(kind: DocumentKind.identityProvider.rawValue))
            .identityProviders
        return providers.first { $0.secret == secret }.map { "identity provider `\($0.name)`" }
    }

    /// The value, for whoever must present it; `nil` when there is none, or it cannot be opened.
    func value(of name: String, in work: any StoreReading) throws -> String? {
        guard let secret = try work.secret(name) else { return nil }
        return key.open(secret.sealed, for: SealingPurpose.secret(name, of: work.tenant)).map {
            String(decoding: $0, as: UTF8.self)
        }
    }

    private static func isName(_ name: String) -> Bool {
        func isAlphanumeric(_ byte: UInt8) -> Bool {
            (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
                || (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
        }
        return (1...64).contains(name.utf8.count) && name.utf8.first.map(isAlphanumeric) == true
            && name.utf8.allSatisfy { isAlphanumeric($0) || "-_.".utf8.contains($0) }
    }
}
