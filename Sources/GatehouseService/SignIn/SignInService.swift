public import GatehouseKeys
public import GatehouseModel
import GatehouseWebAuthn
import GatehouseWire

/// Somebody who just signed in.
public struct SignedIn: Hashable, Sendable {
    /// The new session.
    public var session: SignInSession
    /// Whose it is.
    public var user: User
    /// For the browser to keep.
    public var cookie: SessionCookie
    /// What the browser is known by from now on.
    public var browser: BrowserMark
}

/// How people prove who they are: passkeys first, then a password with a code, and a pass for the first time.
///
/// What is refused is refused in the same words whether or not there is such a person.
public struct SignInService: Sendable {
    let store: any Store
    let sessions: SessionService
    let clock: Clock
    let desk: CeremonyDesk
    let passwords: PasswordDesk
    let keys: SealingKeys

    /// What browsers are given to bring back.
    public let seal: PageSeal

    /// Makes the service; `keys` are every node's.
    public init(
        store: any Store, sessions: SessionService, keys: SealingKeys, settings: SignInSettings, clock: Clock,
        passwordCost: PasswordHash.Cost = .usual
    ) {
        self.store = store
        self.sessions = sessions
        self.clock = clock
        self.keys = keys
        seal = PageSeal(keys: keys)
        desk = CeremonyDesk(seal: seal, settings: settings)
        passwords = PasswordDesk(cost: passwordCost)
    }

    /// Where people reach the server, which is the only origin that may send forms.
    public var origin: String { desk.settings.origin.text }

    /// Options for a passkey that says by itself whose it is.
    public func offer(_ tenant: Tenant, _ browser: BrowserMark) throws -> CeremonyOffer {
        let state = desk.newState(browser, at: clock.now)
        let options = AuthenticationOptions(
            relyingParty: try desk.settings.relyingParty(named: tenant.name), challenge: try state.decodedChallenge)
        return CeremonyOffer(
            state: try desk.seal(state, .authentication, tenant.id), options: options.json.serialised())
    }

    /// Signs in whoever holds the passkey that answered, with user verification.
    ///
    /// A counter that went back bars the passkey: its key may have been copied.
    public func signIn(
        _ tenant: Tenant, state: String, answer: [UInt8], _ request: SignInRequest
    ) async throws -> SignedIn {
        let now = clock.now
        let response: AuthenticationResponse
        do throws(WebAuthnError) {
            response = try AuthenticationResponse(bytes: answer)
        } catch { throw ServiceError(error) }
        let (_, challenge) = try desk.open(state, .authentication, tenant.id, request.browser, at: now)
        let passkey = try await store.write(tenant.id) { [desk] work in
            try desk.take(challenge, in: work, at: now)
            return try work.passkey(withCredential: response.credentialID)
        }
        guard let passkey, passkey.suspectedAt == nil else { throw Self.unknownPasskey }
        let ceremony = AuthenticationCeremony(
            options: AuthenticationOptions(
                relyingParty: try desk.settings.relyingParty(named: tenant.name), challenge: challenge))
        let answered: AuthenticatedCredential
        do throws(WebAuthnError) {
            answered = try ceremony.verify(response, by: passkey.record, cryptography: desk.settings.cryptography)
        } catch {
            if error.code == .counterRolledBack { try await suspect(passkey, tenant.id, at: now) }
            throw ServiceError(error)
        }
        return try await finish(tenant, passkey, answered, request, at: now)
    }

    private func finish(
        _ tenant: Tenant, _ passkey: Passkey, _ answered: AuthenticatedCredential, _ request: SignInRequest,
        at now: Instant
    ) async throws -> SignedIn {
        try await store.write(tenant.id) { [sessions] work in
            // Somebody else may have signed in with it meanwhile: the counter that counts is the stored one.
            guard var current = try work.passkey(passkey.id), current.suspectedAt == nil,
                current.record.counter < answered.record.counter || answered.record.counter == 0,
                let user = try work.user(current.user), user.isEnabled
            else { throw Self.unknownPasskey }
            current.record.counter = answered.record.counter
            current.record.isBackedUp = answered.record.isBackedUp
            current.lastUsedAt = now
            try work.save(current)
            return try sessions.begin(request, user, [.passkey], in: work, at: now)
        }
    }

    private func suspect(_ passkey: Passkey, _ tenant: TenantID, at now: Instant) async throws {
        try await store.write(tenant) { work in
            guard var current = try work.passkey(passkey.id), current.suspectedAt == nil else { return }
            current.suspectedAt = now
            try work.save(current)
            try work.audit(
                AuditEntry(
                    at: now, actor: "system", action: "passkey.suspect", target: "passkey/\(passkey.id)",
                    detail: "of the user \(passkey.user): its counter went back"))
        }
    }

    static let unknownPasskey = ServiceError(
        .unauthenticated, "this passkey is not registered here, or may not be used any more",
        hint: "use another one, or ask an administrator for a temporary access pass")
}

extension SessionService {
    /// Begins the session of somebody who proved who they are.
    func begin(
        _ request: SignInRequest, _ user: User, _ methods: [AuthenticationMethod], in work: any StoreWriting,
        at now: Instant
    ) throws -> SignedIn {
        let (session, cookie) = try begin(request, user: user.id, methods: methods, in: work, at: now)
        return SignedIn(session: session, user: user, cookie: cookie, browser: request.browser.known(to: user.id))
    }
}

extension CeremonyDesk.State {
    var decodedChallenge: Challenge {
        get throws {
            guard let bytes = Base64.decodeURL(challenge) else { throw CeremonyDesk.tooOld }
            return try Challenge(bytes)
        }
    }
}
