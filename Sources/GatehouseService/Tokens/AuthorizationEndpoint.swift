import GatehouseKeys
public import GatehouseModel
public import GatehouseOpenID

/// Answers requests for a person's sign-in with a code, once somebody is signed in (RFC 6749 §4.1, OpenID Connect Core
/// §3.1.2).
///
/// A request that must wait for a sign-in is a row of ten minutes: it is read and judged again before its answer.
public struct AuthorizationEndpoint: Sendable {
    static let patience = Duration.seconds(600)
    static let codeLifetime = Duration.seconds(60)
    /// How long a spent code is known, so that a second showing takes back what it was worth.
    static let codeMemory = Duration.seconds(3600)

    private let store: any Store
    private let clients: ClientBook
    private let people: any SignedInPersons
    private let clock: Clock

    /// Makes the endpoint; `people` says who is signed in.
    public init(store: any Store, clients: ClientBook, people: any SignedInPersons, clock: Clock) {
        self.store = store
        self.clients = clients
        self.people = people
        self.clock = clock
    }

    /// What a browser showed.
    public struct Browser: Sendable {
        /// The cookie of its session.
        public var cookie: String?
        /// The device that it proved to be on.
        public var device: DeviceID?

        /// A browser with the cookie of a session, or none.
        public init(cookie: String?, device: DeviceID? = nil) {
            self.cookie = cookie
            self.device = device
        }
    }

    /// What the browser is to be shown.
    public enum Answer: Sendable {
        /// A page that says what is wrong: where else an answer could go is not known to be the client's.
        case page(OpenIDError)
        /// It goes back to the client.
        case client(AuthorizationAnswer)
        /// Somebody must sign in first, and comes back with this name of the request; the hint is shown, never believed.
        case signIn(interaction: String, hint: String?)
    }

    /// Answers a request, a query or the body of a form, from whoever is signed in in the browser.
    public func answer(
        _ request: [UInt8], from browser: Browser, of tenant: Tenant, at endpoints: ProviderEndpoints
    ) async throws -> Answer {
        switch try await judge(request, tenant, endpoints) {
        case .page(let error): return .page(error)
        case .redirect(let answer): return .client(answer)
        case .request(let asked):
            let found = try await session(browser, tenant)
            let hinted = try hinted(asked, tenant, endpoints)
            if let found, hinted == nil || hinted == found.user.id, !asked.asksForNewSignIn,
                !asked.prompts.contains(.selectAccount), isRecent(found.session, asked)
            {
                return .client(try await code(for: asked, found.session, tenant, endpoints))
            }
            guard !asked.isSilent else {
                let error = OpenIDError(.loginRequired, "nobody is signed in, or somebody else, or not lately enough")
                return .client(AuthorizationAnswer(error: error, to: asked.target, issuer: endpoints.issuer))
            }
            return .signIn(interaction: try await keep(request, asked, tenant), hint: asked.loginHint)
        }
    }

    /// Goes on with a request that waited for a sign-in; it is answered once.
    public func resume(
        _ interaction: String, from browser: Browser, of tenant: Tenant, at endpoints: ProviderEndpoints
    ) async throws -> Answer {
        let id = Secret.digest(interaction)
        let now = clock.now
        let found = try await store.read(tenant.id) { try $0.tokenState(.interaction, id) }
        guard let found, now < found.expiresAt else {
            return .page(OpenIDError(.parameterMalformed, "the sign-in took too long, or was answered before"))
        }
        let kept = try found.read(StoredInteraction.self)
        switch try await judge(Array(kept.request.utf8), tenant, endpoints) {
        case .page(let error): return .page(error)
        case .redirect(let answer): return .client(answer)
        case .request(let asked):
            guard let person = try await session(browser, tenant),
                satisfies(person.session, asked, since: Instant(milliseconds: kept.createdAt))
            else { return .signIn(interaction: interaction, hint: asked.loginHint) }
            guard try await store.write(tenant.id, { try $0.removeTokenState(.interaction, id) }) else {
                return .page(OpenIDError(.parameterMalformed, "the sign-in was answered before"))
            }
            if let hinted = try hinted(asked, tenant, endpoints), hinted != person.user.id {
                let error = OpenIDError(.loginRequired, "somebody else signed in than `id_token_hint` means")
                return .client(AuthorizationAnswer(error: error, to: asked.target, issuer: endpoints.issuer))
            }
            return .client(try await code(for: asked, person.session, tenant, endpoints))
        }
    }

    private func session(
        _ browser: Browser, _ tenant: Tenant
    ) async throws -> (session: SignInSession, user: User)? {
        guard let cookie = browser.cookie else { return nil }
        return try await people.session(presenting: cookie, device: browser.device, tenant.id)
    }

    /// What the protocol says, and then whether what is asked for may be given at all.
    private func judge(
        _ request: [UInt8], _ tenant: Tenant, _ endpoints: ProviderEndpoints
    ) async throws -> AuthorizationOutcome {
        guard tenant.state == .active else {
            return .page(OpenIDError(.tenantUnknown, "the tenant `\(tenant.name)` is not served"))
        }
        let inquiry: AuthorizationInquiry
        do {
            inquiry = try AuthorizationInquiry(reading: request)
        } catch {
            return .page(error)
        }
        let client = try await clients.client(inquiry.clientID, tenant.id, store)
        let outcome = inquiry.outcome(for: try client?.application(at: clock.now), issuer: endpoints.issuer)
        guard case .request(let asked) = outcome, let client else { return outcome }
        do throws(OpenIDError) {
            try DelegatedScopes.require(asked.scopes, of: client.record, at: endpoints.base)
            _ = try hinted(asked, tenant, endpoints)
            return outcome
        } catch {
            return .redirect(AuthorizationAnswer(error: error, to: asked.target, issuer: endpoints.issuer))
        }
    }

    /// Whom the application means by an ID token that it had before.
    private func hinted(
        _ asked: AuthorizationRequest, _ tenant: Tenant, _ endpoints: ProviderEndpoints
    ) throws(OpenIDError) -> UserID? {
        guard let text = asked.idTokenHint else { return nil }
        return try IdentityHint(
            text, for: asked.clientID.description, of: tenant.id, issuer: endpoints.issuer, clients, at: clock.now
        ).user
    }

    private func isRecent(_ session: SignInSession, _ asked: AuthorizationRequest) -> Bool {
        guard let age = asked.maximumAge else { return true }
        return clock.now <= session.authenticatedAt + .seconds(age)
    }

    /// After a page: `prompt=login` wants a sign-in since the request, `max_age=0` too.
    private func satisfies(_ session: SignInSession, _ asked: AuthorizationRequest, since time: Instant) -> Bool {
        if asked.asksForNewSignIn { return session.authenticatedAt >= time }
        return isRecent(session, asked)
    }

    private func keep(
        _ request: [UInt8], _ asked: AuthorizationRequest, _ tenant: Tenant
    ) async throws -> String {
        let name = Secret.long(prefix: "")
        guard let application = ClientApplicationID(asked.clientID.description) else {
            throw OpenIDError(.clientUnknown, "there is no such application")
        }
        let now = clock.now
        let state = try TokenState(
            kind: .interaction, id: Secret.digest(name), application: application, expiresAt: now + Self.patience
        ).with(StoredInteraction(request: String(decoding: request, as: UTF8.self), createdAt: now.milliseconds))
        guard try await store.write(tenant.id, { try $0.insertTokenState(state) }) else {
            throw OpenIDError(.serverFailed, "the request cannot be kept")
        }
        return name
    }

    private func code(
        for asked: AuthorizationRequest, _ session: SignInSession, _ tenant: Tenant, _ endpoints: ProviderEndpoints
    ) async throws -> AuthorizationAnswer {
        guard let application = ClientApplicationID(asked.clientID.description) else {
            throw OpenIDError(.clientUnknown, "there is no such application")
        }
        let now = clock.now
        let grant = SignInGrant(
            id: RequestID.random().description, application: application, user: session.user, session: session.id,
            scope: asked.scopes.text, authenticatedAt: session.authenticatedAt.milliseconds,
            references: session.references, nonce: asked.nonce, device: session.device,
            context: ContextClass(of: session.methods)?.rawValue,
            answersChallenges: asked.claims.canAnswerChallenges)
        let shown = Secret.long(prefix: "ghc_")
        let state = try TokenState(
            kind: .code, id: Secret.digest(shown), application: application, user: session.user,
            session: session.id, expiresAt: now + Self.codeMemory
        ).with(
            StoredCode(
                grant: grant, redirectURI: asked.target.redirectURI, challenge: Hex.encode(asked.challenge.hash),
                expires: (now + Self.codeLifetime).milliseconds, isSpent: false))
        guard try await store.write(tenant.id, { try $0.insertTokenState(state) }) else {
            throw OpenIDError(.serverFailed, "the code cannot be kept")
        }
        return AuthorizationAnswer(code: shown, to: asked.target, issuer: endpoints.issuer)
    }
}

extension SignInSession {
    /// Its methods in `amr`, each word once; `mfa` where they are more than one factor.
    var references: [String] {
        var words = [String]()
        for word in methods.flatMap(\.references) where !words.contains(word) { words.append(word) }
        if let strength = AuthenticationStrength(methods), strength >= .multifactor { words.append("mfa") }
        return words
    }
}
