import GatehouseKeys
import GatehouseModel
public import GatehouseOpenID
import GatehouseWire

/// Exchanges what an application shows for tokens (RFC 6749 §3.2).
public struct TokenEndpoint: Sendable {
    let store: any Store
    let clients: ClientBook
    let keys: SigningKeyService
    let people: (any SignedInPersons)?
    let clock: Clock
    private let authentication: ClientAuthentication

    /// Makes the endpoint; `keys` makes a tenant's first keys, and without `people` nobody's sign-in counts.
    public init(
        store: any Store, clients: ClientBook, keys: SigningKeyService, people: (any SignedInPersons)? = nil,
        clock: Clock
    ) {
        self.people = people
        self.store = store
        self.clients = clients
        self.keys = keys
        self.clock = clock
        authentication = ClientAuthentication(store: store, clients: clients, clock: clock)
    }

    /// The tokens, or ``OpenIDError``.
    ///
    /// `certificate` is SHA-256 of the certificate that the client showed on the connection: who shows one has tokens that
    /// count with it alone (RFC 8705 §3).
    public func answer(
        _ request: GatehouseOpenID.TokenRequest, of tenant: Tenant, at endpoints: ProviderEndpoints,
        certificate: [UInt8]? = nil
    ) async throws -> TokenAnswer {
        guard tenant.state == .active else {
            throw OpenIDError(.tenantUnknown, "the tenant `\(tenant.id)` is not served")
        }
        var believed = try await authentication.authenticate(
            request.proof, of: tenant.id, audiences: [endpoints.token, endpoints.issuer])
        believed.certificate = certificate
        try believed.client.application(at: clock.now).requireGrant(request.grant.type)
        switch request.grant {
        case .clientCredentials:
            return try await clientCredentials(request, believed, tenant, endpoints)
        case .authorizationCode(let code, let redirectURI, let verifier):
            return try await redeem(
                code: code, redirectURI: redirectURI, verifier: verifier, for: request, believed, tenant, endpoints)
        case .refreshToken(let token): return try await refresh(token, for: request, believed, tenant, endpoints)
        case .deviceCode(let code):
            return try await redeem(deviceCode: code, for: request, believed, tenant, endpoints)
        }
    }

    /// The application's own rights, at the server's API.
    private func clientCredentials(
        _ request: GatehouseOpenID.TokenRequest, _ believed: ClientAuthentication.Believed, _ tenant: Tenant,
        _ endpoints: ProviderEndpoints
    ) async throws -> TokenAnswer {
        guard let resource = request.scopes?.resource, AccessTokenRules.isOwn(resource, at: endpoints.base) else {
            throw OpenIDError(
                .resourceUnknown,
                "`scope` asks for another resource than `\(AccessTokenRules.audience)/.default` or this server's address"
            )
        }
        let signer = try await signer(for: .accessToken, tenant.id)
        let now = Instant(seconds: clock.now.milliseconds / 1000)
        let id = believed.client.record.id.description
        let reference = believed.authenticated.assertion == nil ? "1" : "2"
        var others: [JSON.Member] = [
            JSON.Member("appid", .string(id)), JSON.Member("appidacr", .string(reference)),
            JSON.Member("client_id", .string(id)), JSON.Member("idtyp", .string("app")),
            JSON.Member("oid", .string(id)), JSON.Member("tid", .string(tenant.id.description)),
            JSON.Member("ver", .string("2.0")),
        ]
        let roles = believed.client.record.permissions
        if !roles.isEmpty { others.append(JSON.Member("roles", .array(roles.map { .string($0) }))) }
        let claims = ClaimsSet(
            issuer: endpoints.issuer, subject: id, audience: [AccessTokenRules.audience],
            expires: now + AccessTokenRules.lifetime, notBefore: now, issuedAt: now,
            id: RequestID.random().description, certificateSHA256: believed.certificate, others: others)
        let token = try CompactJWS.signed(claims, type: AccessTokenRules.type, by: signer)
        return TokenAnswer(accessToken: token, expiresIn: Int(AccessTokenRules.lifetime.components.seconds))
    }

    /// The key that signs now; a tenant's first are made here.
    func signer(for use: SigningKey.Use, _ tenant: TenantID) async throws -> any JOSESigning {
        let now = clock.now
        if let signer = clients.look(tenant, { $0.keys.signer(for: use, at: now) }) { return signer }
        try await keys.ensure(tenant)
        guard let signer = clients.look(tenant, { $0.keys.signer(for: use, at: now) }) else {
            throw OpenIDError(.serverFailed, "no key of this tenant's tokens can be used here")
        }
        return signer
    }
}
