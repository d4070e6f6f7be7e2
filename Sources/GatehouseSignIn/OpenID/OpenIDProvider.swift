public import GatehouseHTTP
public import GatehouseModel
import GatehouseOpenID
public import GatehouseService
import GatehouseWire
import Hummingbird
public import Logging

/// The OpenID provider over HTTP, in the paths of Microsoft's: metadata, keys and tokens of each tenant.
public struct OpenIDProvider: Sendable {
    let clients: ClientBook
    let tokens: TokenEndpoint
    let keys: SigningKeyService
    let store: any Store
    let address: PublicAddress
    let people: People?
    let clock: GatehouseService.Clock
    let logger: Logger

    /// What needs somebody's sign-in.
    public struct People: Sendable {
        /// Gives codes.
        public var authorization: AuthorizationEndpoint
        /// Lets devices without a browser sign in.
        public var devices: DeviceEndpoint
        /// Says whose a token is.
        public var accessTokens: AccessTokenService
        /// Ends sessions.
        public var logout: LogoutEndpoint
        /// Binds forms to their browsers.
        public var seal: PageSeal
        /// The device that a browser proved, if it proved one.
        public var device: @Sendable (OpenCall, TenantID) async throws -> DeviceID?

        /// All over the same people; by itself no browser proves a device.
        public init(
            authorization: AuthorizationEndpoint, devices: DeviceEndpoint, accessTokens: AccessTokenService,
            logout: LogoutEndpoint, seal: PageSeal,
            device: @escaping @Sendable (OpenCall, TenantID) async throws -> DeviceID? = { _, _ in nil }
        ) {
            self.devices = devices
            self.authorization = authorization
            self.accessTokens = accessTokens
            self.logout = logout
            self.seal = seal
            self.device = device
        }

        /// What the browser shows of a session; who has none is not asked for a device.
        func browser(of call: OpenCall, _ tenant: TenantID) async throws -> AuthorizationEndpoint.Browser {
            guard let cookie = call.cookie(SessionCookie.name) else { return .init(cookie: nil) }
            return .init(cookie: cookie, device: try await device(call, tenant))
        }
    }

    /// Makes the provider; without `people` nobody signs in, and it answers under the names of `address` alone.
    public init(
        clients: ClientBook, tokens: TokenEndpoint, keys: SigningKeyService, store: any Store,
        address: PublicAddress, people: People?, clock: GatehouseService.Clock, logger: Logger
    ) {
        self.people = people
        self.clients = clients
        self.tokens = tokens
        self.keys = keys
        self.store = store
        self.address = address
        self.clock = clock
        self.logger = logger
    }

    /// All routes of the provider.
    public var routes: [Route] { metadata + [token] + authorization + devices + userinfo + logout }

    private var metadata: [Route] {
        let reason = "clients read it before they have anything to show"
        return [
            .open(
                .get, "/{tenant}/v2.0/.well-known/openid-configuration", reason: reason,
                "Where the provider's endpoints are (OpenID Connect Discovery)", traffic: .reading
            ) { call in
                let (_, endpoints) = try await place(of: call)
                return Self.cacheable(
                    ProviderMetadata(
                        endpoints: endpoints, contexts: ContextClass.allCases.map(\.rawValue), bindsToCertificates: true
                    ).json)
            },
            .open(
                .get, "/{tenant}/discovery/v2.0/keys", reason: reason,
                "The public keys of the tenant's tokens (RFC 7517)", traffic: .reading
            ) { call in
                let (tenant, _) = try await place(of: call)
                try await keys.ensure(tenant.id)
                return Self.cacheable(try JSONWebKeySet(clients.published(tenant.id)).json)
            },
        ]
    }

    private var token: Route {
        .open(
            .post, "/{tenant}/oauth2/v2.0/token", reason: "the client proves itself in the body or its header",
            "Exchanges what a client shows for tokens (RFC 6749)", rawBody: "application/x-www-form-urlencoded",
            traffic: .change
        ) { call in
            try await answering(call) {
                let (tenant, endpoints) = try await place(of: call)
                let request = try GatehouseOpenID.TokenRequest(
                    reading: try await form(of: call), authorization: call.header("authorization"))
                return Self.uncacheable(
                    try await tokens.answer(
                        request, of: tenant, at: endpoints, certificate: call.peerCertificateThumbprint
                    ).json)
            }
        }
    }

    /// The body of a form; refuses other media types.
    func form(of call: OpenCall) async throws -> [UInt8] {
        try FormParameters.requireForm(contentType: call.header("content-type"))
        return try await call.body(limit: FormParameters.Limits().bytes)
    }

    /// The tenant of the path, and where its endpoints are as the caller reaches them.
    func place(of call: OpenCall) async throws -> (tenant: Tenant, endpoints: ProviderEndpoints) {
        let reference = try call.parameter("tenant")
        guard let base = address.base(asked: call.authority) else {
            throw ServiceError(
                .invalid, "this server is not known by the name `\(call.host ?? "")`",
                hint: "an administrator names it in the setting `names`")
        }
        guard let tenant = try await tenant(reference), tenant.state != .deleting else {
            throw OpenIDError(.tenantUnknown, "there is no tenant `\(reference.prefix(64))`")
        }
        return (tenant, ProviderEndpoints(base: base, tenant: tenant.id.description))
    }

    private func tenant(_ reference: String) async throws -> Tenant? {
        if let known = clients.tenant(reference) { return known }
        return try await store.tenants().first { $0.name == reference || $0.id.description == reference }
    }
}
