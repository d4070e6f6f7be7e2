import Foundation
import GatehouseKeys
public import GatehouseModel
import GatehouseWebAuthn

/// What a person signs in with, as they see and change it themselves.
///
/// Whoever changes anything must have proved who they are in the last quarter of an hour, with more than one factor.
public struct SecurityInfoService: Sendable {
    /// How long after a sign-in credentials may be changed.
    static let freshness = Duration.seconds(900)

    let store: any Store
    let signIn: SignInService

    /// Makes the service.
    public init(store: any Store, signIn: SignInService) {
        self.store = store
        self.signIn = signIn
    }

    /// All that the person signs in with.
    public struct Overview: Sendable {
        /// In the order in which they were registered.
        public var passkeys: [Passkey]
        /// When the password was set; `nil` when there is none.
        public var passwordSetAt: Instant?
        /// How many recovery codes are left.
        public var recoveryCodes: Int
        /// Whether the person may change any of it now, or must sign in again first.
        public var mayChange: Bool
    }

    /// What the person of the session signs in with.
    public func overview(_ tenant: TenantID, _ session: SignInSession) async throws -> Overview {
        let now = signIn.clock.now
        return try await store.read(tenant) { work in
            Overview(
                passkeys: try work.passkeys(of: session.user),
                passwordSetAt: try work.password(of: session.user)?.createdAt,
                recoveryCodes: try work.recoveryCodesLeft(of: session.user),
                mayChange: session.mayChangeCredentials(at: now))
        }
    }

    /// Options for one more passkey.
    public func offerPasskey(
        _ tenant: Tenant, _ session: SignInSession, _ user: User, _ browser: BrowserMark
    ) async throws -> CeremonyOffer {
        let now = signIn.clock.now
        try session.requireFreshness(at: now)
        let known = try await store.read(tenant.id) { try $0.passkeys(of: user.id) }
        guard known.count < CeremonyDesk.mostPasskeys else {
            throw ServiceError(.conflict, "you have \(known.count) passkeys", hint: "remove one that you do not use")
        }
        return try signIn.desk.registrationOffer(
            signIn.desk.newState(browser, at: now, user: user.id), .registration, tenant, user: user.id,
            userName: user.userName, displayName: user.displayName, known: known)
    }

    /// Keeps the passkey that answered, under a name of the person's.
    public func addPasskey(
        _ tenant: Tenant, _ session: SignInSession, _ user: User, _ browser: BrowserMark, state text: String,
        answer: [UInt8], name: String
    ) async throws -> Passkey {
        let now = signIn.clock.now
        let desk = signIn.desk
        try session.requireFreshness(at: now)
        let (state, challenge) = try desk.open(text, .registration, tenant.id, browser, at: now)
        guard state.user == user.id.description else { throw CeremonyDesk.tooOld }
        let count = try await store.write(tenant.id) { work in
            try desk.take(challenge, in: work, at: now)
            return try work.passkeys(of: user.id).count
        }
        let registered = try desk.verify(
            answer, challenge, tenant, user: user.id, userName: user.userName, displayName: user.displayName,
            isRegistered: false)
        let passkey = Passkey(
            registered, of: user.id, name: try Self.name(name.isEmpty ? "passkey \(count + 1)" : name), at: now)
        try await store.write(tenant.id) { work in
            try work.insert(passkey)
            try work.audit(Self.entry(user, "passkey.register", "passkey/\(passkey.id)", at: now))
        }
        return passkey
    }

    /// Gives a passkey another name.
    public func rename(_ tenant: TenantID, _ user: User, _ id: PasskeyID, to name: String) async throws {
        let name = try Self.name(name)
        try await store.write(tenant) { work in
            var passkey = try Self.require(id, of: user, in: work)
            passkey.name = name
            try work.save(passkey)
        }
    }

    /// Forgets a passkey; refuses the last thing that the person can sign in with.
    public func remove(_ tenant: TenantID, _ session: SignInSession, _ user: User, _ id: PasskeyID) async throws {
        let now = signIn.clock.now
        try session.requireFreshness(at: now)
        try await store.write(tenant) { work in
            let passkey = try Self.require(id, of: user, in: work)
            let others = try work.passkeys(of: user.id).contains { $0.id != id && $0.suspectedAt == nil }
            guard try others || work.password(of: user.id) != nil || passkey.suspectedAt != nil else {
                throw ServiceError(
                    .conflict, "this is the last thing that you can sign in with", hint: "add another passkey first")
            }
            try work.deletePasskey(id)
            try work.audit(Self.entry(user, "passkey.remove", "passkey/\(id)", at: now))
        }
    }

    static func entry(_ user: User, _ action: String, _ target: String, at now: Instant) -> AuditEntry {
        AuditEntry(at: now, actor: "user:\(user.userName)", action: action, target: target)
    }

    private static func require(_ id: PasskeyID, of user: User, in work: any StoreReading) throws -> Passkey {
        guard let passkey = try work.passkey(id), passkey.user == user.id else {
            throw ServiceError(.notFound, "there is no passkey `\(id)`")
        }
        return passkey
    }

    private static func name(_ text: String) throws -> String {
        let name = text.trimmingCharacters(in: .whitespacesAndNewlines)
        guard (1...64).contains(name.count), !name.unicodeScalars.contains(where: { $0.value < 32 }) else {
            throw ServiceError(.invalid, "a passkey's name has 1 to 64 characters")
        }
        return name
    }
}

extension SignInSession {
    func mayChangeCredentials(at now: Instant) -> Bool {
        now - authenticatedAt < SecurityInfoService.freshness
            && AuthenticationStrength(methods).map { $0 >= .multifactor } ?? false
    }

    func requireFreshness(at now: Instant) throws {
        guard mayChangeCredentials(at: now) else {
            throw ServiceError(
                .notPermitted, "your last sign-in is too long ago to change what you sign in with",
                hint: "sign in again")
        }
    }
}
