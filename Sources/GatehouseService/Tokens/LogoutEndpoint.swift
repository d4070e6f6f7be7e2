import GatehouseModel
public import GatehouseOpenID

/// Ends sessions that an application or a person wants ended (OpenID Connect RP-Initiated Logout 1.0).
///
/// What came of the session's sign-ins ends with it: codes, refresh tokens and access tokens. Without an ID token that says
/// whom the application means, the person is asked; nobody is sent to an address that is not the application's.
public struct LogoutEndpoint: Sendable {
    private let store: any Store
    private let clients: ClientBook
    private let sessions: SessionService
    private let clock: Clock

    /// Makes the endpoint over the sessions that it ends.
    public init(store: any Store, clients: ClientBook, sessions: SessionService, clock: Clock) {
        self.store = store
        self.clients = clients
        self.sessions = sessions
        self.clock = clock
    }

    /// What the browser is to be shown.
    public enum Answer: Sendable, Hashable {
        /// What is wrong with the request; nothing ended.
        case page(OpenIDError)
        /// Whether the person wants it, whom the application may have named.
        case question(person: String, application: String?)
        /// Nobody is signed in any more; the browser goes on to the application where that is known to be its wish.
        case done(address: String?)
    }

    /// Answers a request, a query or the body of a form; `isConfirmed` says that the person wants it.
    public func answer(
        _ request: [UInt8], isConfirmed: Bool, from browser: AuthorizationEndpoint.Browser, of tenant: Tenant,
        at endpoints: ProviderEndpoints
    ) async throws -> Answer {
        let asked: Asked
        do {
            asked = try await read(request, tenant, endpoints)
        } catch let error as OpenIDError {
            return .page(error)
        }
        guard let cookie = browser.cookie else { return .done(address: asked.hint == nil ? nil : asked.address) }
        let found = try await sessions.session(presenting: cookie, tenant.id, device: browser.device)
        if let person = found?.user, !isConfirmed, asked.hint?.user != person.id {
            return .question(person: person.userName, application: asked.application)
        }
        // Also one that cannot be used from here, such as that of another device: it is not to be used again.
        try await sessions.end(presenting: cookie, tenant.id)
        return .done(address: isConfirmed || asked.hint != nil ? asked.address : nil)
    }

    private struct Asked {
        var hint: IdentityHint?
        var application: String?
        /// Where the browser goes, with the state.
        var address: String?
    }

    private func read(
        _ request: [UInt8], _ tenant: Tenant, _ endpoints: ProviderEndpoints
    ) async throws -> Asked {
        let fields = try FormParameters(reading: request)
        var asked = Asked()
        // One that cannot be believed is as none: the person is asked.
        asked.hint = fields["id_token_hint"].flatMap { text in
            try? IdentityHint(
                text, for: fields["client_id"], of: tenant.id, issuer: endpoints.issuer, clients, at: clock.now)
        }
        let name = fields["client_id"] ?? asked.hint?.client.description
        var client: KnownClient?
        if let id = name.flatMap(ClientID.init) { client = try await clients.client(id, tenant.id, store) }
        asked.application = client?.record.name
        guard let address = fields["post_logout_redirect_uri"] else { return asked }
        guard let client, client.record.isEnabled,
            try client.application(at: clock.now).redirectURIs.contains(where: { $0.permits(address) })
        else {
            throw OpenIDError(
                .redirectUnregistered, "`post_logout_redirect_uri` is not a redirect address of a known application")
        }
        asked.address = Self.address(address, state: fields["state"])
        return asked
    }

    private static func address(_ address: String, state: String?) -> String {
        guard let state else { return address }
        return address + (address.contains("?") ? "&" : "?") + FormParameters([.init("state", state)]).text
    }
}
