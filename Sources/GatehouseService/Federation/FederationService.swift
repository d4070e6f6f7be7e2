import GatehouseDocuments
import GatehouseKeys
public import GatehouseModel
public import GatehouseOpenID

/// Signs people in at upstream OpenID providers, and knows who they are here.
public struct FederationService: Sendable {
    /// How long a person may take at the provider.
    public static let patience = Duration.seconds(600)

    private let store: any Store
    private let knowledge: UpstreamKnowledge
    private let exchange: any UpstreamExchange
    private let verifier: any JOSEVerifying
    private let secrets: SecretService
    private let clock: Clock

    /// Makes the service; its answers are remembered on this node for an hour.
    public init(
        store: any Store, exchange: any UpstreamExchange, verifier: any JOSEVerifying, secrets: SecretService,
        clock: Clock
    ) {
        self.store = store
        self.exchange = exchange
        self.verifier = verifier
        self.secrets = secrets
        self.clock = clock
        knowledge = UpstreamKnowledge(exchange: exchange, clock: clock)
    }

    /// A provider that people may choose.
    public struct Choice: Hashable, Sendable {
        /// The provider's name in paths.
        public var name: String
        /// What its button says.
        public var label: String
    }

    /// The tenant's providers, by what their buttons say.
    public func choices(_ tenant: TenantID) async throws -> [Choice] {
        try await store.read(tenant) { try Self.providers(in: $0) }
            .map { Choice(name: $0.name, label: $0.displayName) }.sorted { $0.label < $1.label }
    }

    /// A sign-in that began.
    public struct Beginning: Hashable, Sendable {
        /// Where the browser goes.
        public var address: String
        /// What the browser keeps, and nobody else has: 256 random bits, for a cookie of ten minutes.
        public var browserSecret: String
    }

    /// Begins a sign-in at the provider of this name.
    ///
    /// - Parameters:
    ///   - destination: a path of ours, where the person goes afterwards.
    ///   - callback: our address that the provider sends the person back to.
    public func begin(
        _ tenant: TenantID, at name: String, destination: String, callback: String, loginHint: String? = nil
    ) async throws -> Beginning {
        let provider = try await provider(name, tenant)
        let (metadata, _) = try await known(provider)
        let secret = Secret.random(prefix: "") + Secret.random(prefix: "")
        let pending = PendingFederation(
            hash: Secret.hash(secret), provider: name, destination: destination,
            expiresAt: clock.now + Self.patience)
        try await store.write(tenant) { work in
            try work.removePendingFederations(endedBefore: pending.expiresAt - Self.patience)
            try work.add(pending)
        }
        let signIn = Self.signIn(of: secret, at: provider, callback)
        return Beginning(
            address: signIn.address(at: metadata, scopes: provider.scopes, loginHint: loginHint, hash: Secret.sha256),
            browserSecret: secret)
    }

    /// Whoever signed in, and where they wanted to go.
    public struct Arrival: Hashable, Sendable {
        /// Who it is here.
        public var user: User
        /// A path of ours.
        public var destination: String
        /// The provider's name.
        public var provider: String
        /// Whether the person was made just now.
        public var isNew: Bool
    }

    /// Finishes a sign-in with the query that the browser brought back, once.
    public func finish(
        _ tenant: TenantID, reading query: [UInt8], browserSecret: String, callback: String
    ) async throws -> Arrival {
        let key = Secret.hash(browserSecret)
        let now = clock.now
        guard let pending = try await store.write(tenant, { try $0.takePendingFederation(withHash: key) }),
            pending.expiresAt > now
        else {
            throw ServiceError(
                .invalid, "this sign-in was finished already, or took too long", hint: "sign in again")
        }
        let provider = try await provider(pending.provider, tenant)
        let signIn = Self.signIn(of: browserSecret, at: provider, callback)
        let claims = try await claims(of: signIn, provider, query, tenant)
        let (user, isNew) = try await store.write(tenant) { work in
            try UpstreamPerson(claims, provider: provider, now: now).admit(in: work)
        }
        return Arrival(user: user, destination: pending.destination, provider: provider.name, isNew: isNew)
    }

    private func claims(
        of signIn: UpstreamSignIn, _ provider: IdentityProvider, _ query: [UInt8], _ tenant: TenantID
    ) async throws -> ClaimsSet {
        let (metadata, _) = try await known(provider)
        do {
            let code = try signIn.code(reading: query, from: metadata)
            let secret = try await secret(of: provider, tenant)
            let request = signIn.tokenRequest(for: code, at: metadata, secret: secret)
            let answer = try await exchange.submit(
                request.body, authorization: request.authorization, to: request.address, of: provider)
            let tokens = try UpstreamTokens(reading: answer.body, status: answer.status)
            let (newer, keys) = try await knowledge.provider(provider, naming: tokens.idToken.header.keyNames)
            return try signIn.person(in: tokens, of: newer, keys: keys, at: clock.now, verifier: verifier)
        } catch let error as OpenIDError {
            throw ServiceError(
                .unauthenticated, "the sign-in at `\(provider.displayName)` does not count: \(error.message)",
                hint: "sign in again; if that does not help, tell your administrator")
        } catch let error as UpstreamUnreachable {
            throw Self.unreachable(provider, error.message)
        }
    }

    private func known(_ provider: IdentityProvider) async throws -> (UpstreamMetadata, JSONWebKeySet) {
        do {
            return try await knowledge.provider(provider)
        } catch let error as UpstreamUnreachable {
            throw Self.unreachable(provider, error.message)
        } catch let error as OpenIDError {
            throw Self.unreachable(provider, error.message)
        }
    }

    private func provider(_ name: String, _ tenant: TenantID) async throws -> IdentityProvider {
        let providers = try await store.read(tenant) { try Self.providers(in: $0) }
        guard let provider = providers.first(where: { $0.name == name }) else {
            throw ServiceError(.notFound, "there is no identity provider `\(name)`")
        }
        return provider
    }

    private func secret(of provider: IdentityProvider, _ tenant: TenantID) async throws -> String? {
        guard let name = provider.secret else { return nil }
        guard let value = try await store.read(tenant, { [secrets] in try secrets.value(of: name, in: $0) }) else {
            throw Self.unreachable(provider, "there is no secret `\(name)`")
        }
        return value
    }

    private static func providers(in work: any StoreReading) throws -> [IdentityProvider] {
        try TenantCatalogue(work.documents(kind: DocumentKind.identityProvider.rawValue)).identityProviders
    }

    /// The secrets of a sign-in are all made of what the browser keeps, so that nothing else holds them.
    private static func signIn(of secret: String, at provider: IdentityProvider, _ callback: String) -> UpstreamSignIn {
        UpstreamSignIn(
            issuer: provider.issuer.description, clientID: provider.clientID, redirectURI: callback,
            state: Secret.digest("state/" + secret), nonce: Secret.digest("nonce/" + secret),
            verifier: Secret.digest("verifier/" + secret), maximumAge: nil)
    }

    private static func unreachable(_ provider: IdentityProvider, _ detail: String) -> ServiceError {
        ServiceError(
            .unavailable, "`\(provider.displayName)` cannot be asked now", hint: "try again, or sign in another way",
            detail: detail)
    }
}
