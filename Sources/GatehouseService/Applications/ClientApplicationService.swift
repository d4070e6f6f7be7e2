import GatehouseKeys
public import GatehouseModel
import GatehouseOpenID

/// Registers the applications that get tokens, each change in one unit of work with its audit entry.
///
/// Nobody gives an application what they do not have, nor a new way in to one that has more than they.
public struct ClientApplicationService: Sendable {
    static let mostSecrets = 16
    static let mostCertificates = 16
    private static let mostAddresses = 64
    private static let longestSecret = Duration.seconds(732 * 86_400)

    let store: any Store
    let cryptography: any TokenCryptography
    let clock: Clock

    /// Makes the service; `cryptography` reads certificates.
    public init(store: any Store, cryptography: any TokenCryptography, clock: Clock) {
        self.store = store
        self.cryptography = cryptography
        self.clock = clock
    }

    /// What an application is registered with.
    public struct Registration: Sendable {
        /// 1 to 100 bytes.
        public var name: String
        /// It can keep a secret.
        public var isConfidential: Bool
        /// Where answers may go.
        public var redirectURIs: [String]
        /// In its own name: permissions and names of roles.
        public var permissions: [String]
        /// In the name of whoever signs in.
        public var delegated: [String]
        /// How long its first secret lasts; `nil` makes none.
        public var secretLifetime: Duration?

        /// A registration; nothing is checked yet.
        public init(
            name: String, isConfidential: Bool, redirectURIs: [String], permissions: [String], delegated: [String],
            secretLifetime: Duration?
        ) {
            self.name = name
            self.isConfidential = isConfidential
            self.redirectURIs = redirectURIs
            self.permissions = permissions
            self.delegated = delegated
            self.secretLifetime = secretLifetime
        }
    }

    /// Every application of the tenant.
    public func list(_ tenant: TenantID) async throws -> [ClientApplication] {
        try await store.read(tenant) { try $0.clientApplications() }
    }

    /// The application of this id or name.
    public func show(_ reference: String, _ tenant: TenantID) async throws -> ClientApplication {
        try await store.read(tenant) { try Self.find(reference, in: $0) }
    }

    /// Registers an application; its secret is shown this once.
    public func register(
        _ registration: Registration, as caller: Caller
    ) async throws -> (application: ClientApplication, secret: String?) {
        let now = clock.now
        var application = ClientApplication(
            id: .random(), name: registration.name, isConfidential: registration.isConfidential, createdAt: now)
        try Self.check(name: application.name)
        application.redirectURIs = try Self.addresses(registration.redirectURIs)
        application.permissions = try Self.names(registration.permissions, as: caller)
        application.delegated = try Self.names(registration.delegated, as: caller)
        guard application.isConfidential || application.permissions.isEmpty else {
            throw ServiceError(
                .invalid, "a public client has nothing in its own name, since it cannot prove who it is",
                hint: "give it `delegated` permissions")
        }
        var shown: String?
        if let lifetime = registration.secretLifetime, application.isConfidential {
            let made = try Self.secret(for: lifetime, at: now)
            application.secrets = [made.kept]
            shown = made.shown
        }
        let registered = application
        try await store.write(caller.tenant) { work in
            guard try work.clientApplication(named: registered.name) == nil else {
                throw ServiceError(.conflict, "an application named `\(registered.name)` exists")
            }
            try work.save(registered)
            try Self.audit(
                "create", registered, "may \(registered.permissions.joined(separator: " "))", caller, now, work)
        }
        return (registered, shown)
    }

    /// Changes what is named; `nil` stays.
    public func change(
        _ reference: String, name: String?, isEnabled: Bool?, redirectURIs: [String]?, as caller: Caller
    ) async throws -> ClientApplication {
        try await change(reference, "change", as: caller) { application, now in
            // A way to codes and tokens, as a secret is.
            if redirectURIs != nil || isEnabled == true { try Self.requireCovers(application, caller) }
            if let name {
                try Self.check(name: name)
                application.name = name
            }
            if let isEnabled {
                // What was out when it was turned off does not come back with it.
                if !isEnabled { application.tokensValidFrom = now }
                application.isEnabled = isEnabled
            }
            if let redirectURIs { application.redirectURIs = try Self.addresses(redirectURIs) }
            return isEnabled.map { $0 ? "enabled" : "disabled" } ?? ""
        }
    }

    /// Gives the application more, or takes some away; both count at once, also for tokens that are out.
    public func grant(
        _ reference: String, permissions: [String], delegated: [String], isRevocation: Bool, as caller: Caller
    ) async throws -> ClientApplication {
        try await change(reference, isRevocation ? "revoke" : "grant", as: caller) { application, _ in
            if isRevocation {
                application.permissions.removeAll(where: permissions.contains)
                application.delegated.removeAll(where: delegated.contains)
            } else {
                guard application.isConfidential || permissions.isEmpty else {
                    throw ServiceError(.invalid, "a public client has nothing in its own name")
                }
                application.permissions = try Self.names(
                    permissions, as: caller, besides: application.permissions)
                application.delegated = try Self.names(delegated, as: caller, besides: application.delegated)
            }
            return (permissions + delegated).joined(separator: " ")
        }
    }

    /// Forgets the application with all that it began.
    public func delete(_ reference: String, as caller: Caller) async throws {
        let now = clock.now
        try await store.write(caller.tenant) { work in
            let application = try Self.find(reference, in: work)
            try work.deleteClientApplication(application.id)
            try Self.audit("delete", application, "", caller, now, work)
        }
    }

    /// Changes the application in one unit of work; `body` answers what the audit log says of it.
    func change(
        _ reference: String, _ action: String, as caller: Caller,
        _ body: @escaping @Sendable (inout ClientApplication, Instant) throws -> String
    ) async throws -> ClientApplication {
        let now = clock.now
        return try await store.write(caller.tenant) { work in
            var application = try Self.find(reference, in: work)
            let detail = try body(&application, now)
            application.updatedAt = now
            try work.save(application)
            try Self.audit(action, application, detail, caller, now, work)
            return application
        }
    }

    static func secret(
        for lifetime: Duration, at now: Instant
    ) throws -> (kept: ClientApplicationSecret, shown: String) {
        guard lifetime > .zero, lifetime <= longestSecret else {
            throw ServiceError(.invalid, "the lifetime `\(lifetime.text)` is not between 1s and \(longestSecret.text)")
        }
        let shown = Secret.long(prefix: "ghs_")
        let hash = Secret.sha256(Array(shown.utf8))
        let kept = ClientApplicationSecret(
            id: String(Hex.encode(hash).prefix(8)), hash: hash, createdAt: now, expiresAt: now + lifetime)
        return (kept, shown)
    }

    /// Refuses a new way in to an application that may more than the caller.
    static func requireCovers(_ application: ClientApplication, _ caller: Caller) throws {
        _ = try names(application.permissions + application.delegated, as: caller)
    }

    private static func find(_ reference: String, in work: any StoreReading) throws -> ClientApplication {
        let id = ClientApplicationID(reference)
        guard let found = try id.flatMap(work.clientApplication) ?? work.clientApplication(named: reference) else {
            throw ServiceError(.notFound, "there is no application `\(reference)`", hint: "see `gatehouse app list`")
        }
        return found
    }

    /// The names that there are and the caller has, with those before; sorted, each once.
    private static func names(
        _ names: [String], as caller: Caller, besides former: [String] = []
    ) throws -> [String] {
        for name in names {
            guard let permissions = PermissionNames.permissions(of: name) else {
                throw ServiceError(
                    .invalid, "there is no permission or role `\(name)`",
                    hint: "as `device.read`; `gatehouse whoami` lists yours")
            }
            let missing = permissions.filter { !caller.may($0) && ($0.resource != .tenant || caller.ownsServer) }
            let isOperators =
                !caller.ownsServer && permissions.contains { $0.resource == .tenant }
                && (permissions.count == 1 || name == Role.operator.rawValue)
            guard missing.isEmpty, !isOperators else {
                let first = missing.map(\.description).min() ?? name
                throw ServiceError(
                    .notPermitted, "`\(name)` cannot be given by somebody without `\(first)`")
            }
        }
        return Set(names + former).sorted()
    }

    private static func addresses(_ addresses: [String]) throws -> [String] {
        guard addresses.count <= mostAddresses else {
            throw ServiceError(.invalid, "an application has at most \(mostAddresses) redirect addresses")
        }
        for address in addresses {
            do throws(OpenIDError) {
                _ = try RedirectURI(address)
            } catch {
                throw ServiceError(.invalid, error.message)
            }
        }
        return Set(addresses).sorted()
    }

    private static func check(name: String) throws {
        let isPrintable = name.unicodeScalars.allSatisfy { $0.value >= 32 && $0.value != 127 }
        guard (1...100).contains(name.utf8.count), isPrintable, ClientApplicationID(name) == nil else {
            throw ServiceError(.invalid, "an application needs a name of 1 to 100 bytes that is no id")
        }
    }

    private static func audit(
        _ action: String, _ application: ClientApplication, _ detail: String, _ caller: Caller, _ now: Instant,
        _ work: any StoreWriting
    ) throws {
        try work.audit(
            AuditEntry(
                at: now, actor: caller.actor, action: "clientApplication.\(action)",
                target: "clientApplication/\(application.name)", detail: detail))
    }
}
