import GatehouseKeys
import GatehouseModel
import GatehouseOpenID
import GatehouseWire

extension TokenEndpoint {
    static let familyLifetime = Duration.seconds(90 * 86_400)
    static let idleLimit = Duration.seconds(14 * 86_400)

    /// Tokens for a code, once; what a code is worth that comes twice is taken back.
    func redeem(
        code shown: String, redirectURI: String, verifier: CodeVerifier,
        for request: GatehouseOpenID.TokenRequest, _ believed: ClientAuthentication.Believed, _ tenant: Tenant,
        _ endpoints: ProviderEndpoints
    ) async throws -> TokenAnswer {
        let (now, client) = (clock.now, believed.authenticated)
        let refresh = Self.firstRefreshToken()
        let result = try await store.write(tenant.id) { work -> Result<SignInGrant, OpenIDError> in
            guard let state = try work.tokenState(.code, Secret.digest(shown)) else {
                return .failure(OpenIDError(.codeUnknown, "the code is not known"))
            }
            var stored = try state.read(StoredCode.self)
            guard var code = stored.code else { throw StoreError(.corrupt, "a stored row cannot be read") }
            let outcome = code.redeem(
                redirectURI: redirectURI, verifier: verifier, by: client, at: now, hash: Secret.sha256)
            switch outcome {
            case .refused(let error):
                stored.isSpent = true
                try work.saveTokenState(state.with(stored))
                return .failure(error)
            case .revoke(let error):
                try Self.revoke(stored.grant.id, in: work)
                return .failure(error)
            case .granted:
                stored.isSpent = true
                // The family is named here, so that a second showing finds it.
                stored.grant.id = Self.family(of: refresh)
                try work.saveTokenState(state.with(stored))
                try Self.begin(stored.grant, refresh, believed.holder, in: work, at: now)
                return .success(stored.grant)
            }
        }
        return try await answer(try result.get(), nil, refresh.text, request, believed, tenant, endpoints)
    }

    /// Tokens for a device whose code somebody typed and allowed, once.
    func redeem(
        deviceCode shown: String, for request: GatehouseOpenID.TokenRequest,
        _ believed: ClientAuthentication.Believed, _ tenant: Tenant, _ endpoints: ProviderEndpoints
    ) async throws -> TokenAnswer {
        let (now, client) = (clock.now, believed.authenticated)
        let refresh = Self.firstRefreshToken()
        let result = try await store.write(tenant.id) { work -> Result<SignInGrant, OpenIDError> in
            guard let state = try work.tokenState(.device, Secret.digest(shown)) else {
                return .failure(OpenIDError(.deviceCodeUnknown, "the device code is not known"))
            }
            var stored = try state.read(StoredDevice.self)
            guard var device = stored.authorization else { throw StoreError(.corrupt, "a stored row cannot be read") }
            let poll = device.poll(by: client.id, at: now)
            stored.take(device)
            try work.saveTokenState(state.with(stored))
            guard case .granted = poll, var grant = stored.grant else {
                if case .refused(let error) = poll { return .failure(error) }
                return .failure(OpenIDError(.serverFailed, "the sign-in cannot be read"))
            }
            grant.id = Self.family(of: refresh)
            try Self.begin(grant, refresh, believed.holder, in: work, at: now)
            return .success(grant)
        }
        return try await answer(try result.get(), nil, refresh.text, request, believed, tenant, endpoints)
    }

    /// Keeps the family that the grant's tokens are of.
    private static func begin(
        _ grant: SignInGrant, _ refresh: RefreshToken, _ holder: RefreshFamily.Holder, in work: any StoreWriting,
        at now: Instant
    ) throws {
        let family = RefreshFamily(
            holder: holder, current: refresh.hash(by: Secret.sha256), at: now,
            expires: now + familyLifetime, idleLimit: idleLimit)
        let isOffline = try RequestedScopes(grant.scope).identity.contains(.offlineAccess)
        let kept = TokenState(
            kind: .family, id: grant.id, application: grant.application, user: grant.user,
            session: grant.session, expiresAt: family.expires)
        try work.saveTokenState(kept.with(StoredFamily(family, of: grant, isOffline: isOffline)))
    }

    /// The next tokens for a refresh token, and the next refresh token.
    func refresh(
        _ shown: String, for request: GatehouseOpenID.TokenRequest, _ believed: ClientAuthentication.Believed,
        _ tenant: Tenant, _ endpoints: ProviderEndpoints
    ) async throws -> TokenAnswer {
        let token = try RefreshToken(shown)
        let (now, name) = (clock.now, Self.family(of: token))
        let successor = token.successor { keys.authenticate($0) }
        let asked = request.scopes
        let result = try await store.write(tenant.id) {
            work -> Result<(SignInGrant, RequestedScopes), OpenIDError> in
            guard let state = try work.tokenState(.family, name) else {
                return .failure(OpenIDError(.refreshTokenUnknown, "the refresh token is not known"))
            }
            let stored = try state.read(StoredFamily.self)
            guard var family = stored.family else { throw StoreError(.corrupt, "a stored row cannot be read") }
            guard stored.grant.signedInAt + .seconds(1) > believed.client.record.tokensValidFrom else {
                return .failure(OpenIDError(.refreshTokenRevoked, "the application was turned off since the sign-in"))
            }
            // Looked at before the exchange: a client that asked for too much may ask again.
            let scopes: RequestedScopes
            do throws(OpenIDError) {
                scopes = try RequestedScopes(stored.grant.scope).narrowed(to: asked)
            } catch {
                return .failure(error)
            }
            guard stored.isOffline else {
                return .failure(OpenIDError(.refreshTokenUnknown, "the refresh token is not known"))
            }
            // A family that is bound to no certificate is not bound by one that is shown later.
            let holder = RefreshFamily.Holder(
                clientID: believed.authenticated.id,
                certificateSHA256: family.holder.certificateSHA256 == nil ? nil : believed.certificate)
            let outcome = family.present(
                token.hash(by: Secret.sha256), by: holder,
                successor: successor.hash(by: Secret.sha256), at: now)
            try work.saveTokenState(state.with(StoredFamily(family, of: stored.grant, isOffline: true)))
            switch outcome {
            case .rotated, .repeated: return .success((stored.grant, scopes))
            case .refused(let error), .revoked(let error): return .failure(error)
            }
        }
        let (grant, scopes) = try result.get()
        return try await answer(grant, scopes, successor.text, request, believed, tenant, endpoints)
    }

    private func answer(
        _ grant: SignInGrant, _ narrowed: RequestedScopes?, _ refreshToken: String,
        _ request: GatehouseOpenID.TokenRequest, _ believed: ClientAuthentication.Believed, _ tenant: Tenant,
        _ endpoints: ProviderEndpoints
    ) async throws -> TokenAnswer {
        let given = try RequestedScopes(grant.scope)
        let scopes = narrowed ?? given
        let person = try await people?.person(
            grant.user, session: grant.session, signedInAt: grant.signedInAt, tenant.id)
        guard let person else {
            try await store.write(tenant.id) { try Self.revoke(grant.id, in: $0) }
            throw OpenIDError(.refreshTokenRevoked, "the sign-in counts no more")
        }
        let now = Instant(seconds: clock.now.milliseconds / 1000)
        let minting = PersonTokens(
            grant: grant, scopes: scopes, person: person, application: believed.client.record, tenant: tenant.id,
            issuer: endpoints.issuer, now: now,
            answersChallenges: grant.answersChallenges == true || request.claims.canAnswerChallenges,
            certificate: believed.certificate)
        let signer = try await signer(for: .accessToken, tenant.id)
        var answer = TokenAnswer(
            accessToken: try CompactJWS.signed(minting.access, type: AccessTokenRules.type, by: signer),
            expiresIn: Int(AccessTokenRules.lifetime.components.seconds))
        answer.scopes = scopes
        if given.identity.contains(.offlineAccess) { answer.refreshToken = refreshToken }
        if scopes.identity.contains(.openid) {
            let idSigner = try await self.signer(for: .idToken, tenant.id)
            answer.idToken = try CompactJWS.signed(minting.identity, type: "JWT", by: idSigner)
        }
        if request.wantsClientInfo {
            answer.clientInfo = TokenAnswer.clientInfo(
                user: person.id.description, tenant: tenant.id.description)
        }
        return answer
    }

    private static func firstRefreshToken() -> RefreshToken {
        var generator = SystemRandomNumberGenerator()
        return RefreshToken(using: &generator)
    }

    /// What a token's family is kept under, and what its access tokens name: who knows it has no token.
    private static func family(of token: RefreshToken) -> String {
        Hex.encode(token.familyHash(by: Secret.sha256))
    }

    /// Takes back what a grant was worth: its refresh tokens, and its access tokens with them.
    private static func revoke(_ name: String, in work: any StoreWriting) throws {
        guard let state = try work.tokenState(.family, name) else { return }
        let stored = try state.read(StoredFamily.self)
        guard var family = stored.family else { return }
        family.revoke()
        try work.saveTokenState(
            state.with(StoredFamily(family, of: stored.grant, isOffline: stored.isOffline)))
    }
}
