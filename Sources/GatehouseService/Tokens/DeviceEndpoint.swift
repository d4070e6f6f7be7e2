import GatehouseKeys
import GatehouseModel
public import GatehouseOpenID

/// Lets devices without a browser sign in by a code that a person types on another machine (RFC 8628).
public struct DeviceEndpoint: Sendable {
    static let lifetime = Duration.seconds(900)
    static let interval = Duration.seconds(5)

    private let store: any Store
    private let clients: ClientBook
    private let people: any SignedInPersons
    private let clock: Clock
    private let authentication: ClientAuthentication

    /// Makes the endpoint; `people` says who is signed in.
    public init(store: any Store, clients: ClientBook, people: any SignedInPersons, clock: Clock) {
        self.store = store
        self.clients = clients
        self.people = people
        self.clock = clock
        authentication = ClientAuthentication(store: store, clients: clients, clock: clock)
    }

    /// The two codes, or ``OpenIDError``.
    public func begin(
        _ request: DeviceAuthorizationRequest, of tenant: Tenant, at endpoints: ProviderEndpoints, page: String
    ) async throws -> DeviceAuthorizationAnswer {
        guard tenant.state == .active else {
            throw OpenIDError(.tenantUnknown, "the tenant `\(tenant.id)` is not served")
        }
        let believed = try await authentication.authenticate(
            request.proof, of: tenant.id, audiences: [endpoints.token, endpoints.issuer])
        let application = believed.client.record
        try believed.client.application(at: clock.now).requireGrant(.deviceCode)
        try DelegatedScopes.require(request.scopes, of: application, at: endpoints.base)
        var generator = SystemRandomNumberGenerator()
        let (shown, typed) = (Secret.long(prefix: "ghd_"), UserCode(using: &generator))
        let expires = clock.now + Self.lifetime
        let name = Secret.digest(shown)
        let device = try TokenState(
            kind: .device, id: name, application: application.id, expiresAt: expires
        ).with(
            StoredDevice(
                application: application.id, scope: request.scopes.text, expires: expires.milliseconds,
                intervalSeconds: Self.interval.components.seconds, lastPoll: nil, state: .pending, grant: nil))
        let code = try TokenState(
            kind: .userCode, id: Secret.digest(typed.letters), application: application.id, expiresAt: expires
        ).with(name)
        // Of codes that are out at a time none is given twice.
        guard try await store.write(tenant.id, { try $0.insertTokenState(device) && $0.insertTokenState(code) }) else {
            throw OpenIDError(.serverBusy, "no code is free now")
        }
        return DeviceAuthorizationAnswer(
            deviceCode: shown, userCode: typed, verificationURI: page,
            expiresIn: Int(Self.lifetime.components.seconds), interval: Int(Self.interval.components.seconds))
    }

    /// What a person is asked about, or what became of it.
    public enum Page: Sendable {
        /// Somebody must sign in first.
        case signIn
        /// The person types the code; with a word on what was wrong with the last one.
        case form(OpenIDError?)
        /// Whether this application may have this.
        case question(application: String, scopes: [String], code: UserCode)
        /// Whether it was allowed.
        case done(isAllowed: Bool)
    }

    /// What the person sees: the form, the question about the code, or what became of their answer.
    public func page(
        code typed: String?, answer: Bool?, from browser: AuthorizationEndpoint.Browser, of tenant: Tenant
    ) async throws -> Page {
        guard let cookie = browser.cookie,
            let person = try await people.session(presenting: cookie, device: browser.device, tenant.id)
        else { return .signIn }
        guard let typed, !typed.isEmpty else { return .form(nil) }
        do {
            let code = try UserCode(typed: typed)
            guard let answer else { return try await question(code, tenant) }
            try await take(answer, for: code, person.session, tenant)
            return .done(isAllowed: answer)
        } catch let error as OpenIDError {
            return .form(error)
        }
    }

    private func question(_ code: UserCode, _ tenant: Tenant) async throws -> Page {
        let now = clock.now
        let found = try await store.read(tenant.id) { work -> (StoredDevice, ClientApplication)? in
            guard let device = try Self.find(code, in: work), now < device.state.expiresAt,
                let application = try work.clientApplication(device.stored.application)
            else { return nil }
            return (device.stored, application)
        }
        guard let (device, application) = found, device.state == .pending, application.isEnabled else {
            throw Self.unknown
        }
        let scopes = DelegatedScopes.names(try RequestedScopes(device.scope), of: application)
        return .question(application: application.name, scopes: scopes, code: code)
    }

    private func take(
        _ isAllowed: Bool, for code: UserCode, _ session: SignInSession, _ tenant: Tenant
    ) async throws {
        let now = clock.now
        let refusal = try await store.write(tenant.id) { work -> OpenIDError? in
            guard let found = try Self.find(code, in: work), var authorization = found.stored.authorization else {
                return Self.unknown
            }
            var stored = found.stored
            // Without the device of the session: the tokens go to another machine than the browser's.
            let grant = SignInGrant(
                id: RequestID.random().description, application: stored.application, user: session.user,
                session: session.id, scope: stored.scope, authenticatedAt: session.authenticatedAt.milliseconds,
                references: session.references, nonce: nil,
                context: ContextClass(of: session.methods)?.rawValue)
            do throws(OpenIDError) {
                try authorization.answer(isAllowed ? .approve(signIn: grant.id) : .deny, at: now)
            } catch {
                return error
            }
            stored.take(authorization)
            if isAllowed { stored.grant = grant }
            var state = found.state
            state.user = session.user
            state.session = session.id
            try work.saveTokenState(state.with(stored))
            // A code is answered once.
            try work.removeTokenState(.userCode, Secret.digest(code.letters))
            return nil
        }
        if let refusal { throw refusal }
    }

    private static func find(
        _ code: UserCode, in work: any StoreReading
    ) throws -> (state: TokenState, stored: StoredDevice)? {
        guard let name = try work.tokenState(.userCode, Secret.digest(code.letters))?.read(String.self),
            let state = try work.tokenState(.device, name)
        else { return nil }
        return (state, try state.read(StoredDevice.self))
    }

    private static let unknown = OpenIDError(
        .deviceCodeUnknown, "the code is not known, or was answered or has expired")
}
