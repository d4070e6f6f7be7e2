public import GatehouseModel
import GatehouseOpenID
public import GatehouseWire
import Synchronization

/// Tells who presents a signed access token: its signature is checked once, and whether it still counts at every
/// request.
///
/// An application's own tokens are judged from memory. A person's are judged by the store as well: the person, the sign-in
/// that they came of, and its family of tokens may have been taken back.
public final class AccessTokenService: Sendable {
    /// More tokens than these are looked at anew: so much memory they may take.
    private static let mostRemembered = 8192

    private let clients: ClientBook
    private let snapshot: AccessSnapshot
    private let store: any Store
    private let people: (any SignedInPersons)?
    private let clock: Clock
    private let verified = Mutex<[String: VerifiedToken]>([:])

    /// Makes the service; `snapshot` says whether this node knows what was taken away, and without `people` no person's
    /// token counts.
    public init(
        clients: ClientBook, snapshot: AccessSnapshot, store: any Store, people: (any SignedInPersons)? = nil,
        clock: Clock
    ) {
        self.clients = clients
        self.snapshot = snapshot
        self.store = store
        self.people = people
        self.clock = clock
    }

    /// Whether the text can be a signed token: JSON in base 64 begins so.
    public static func isSigned(_ token: String) -> Bool { token.hasPrefix("eyJ") }

    /// Who presents the token, with what counts of it now, or why it does not count.
    ///
    /// `certificate` is SHA-256 of the certificate of the connection, `nil` where there is none.
    public func caller(presenting token: String, certificate: [UInt8]? = nil) async throws -> Caller {
        let known = try current(token, certificate)
        let found = try application(of: known)
        let permissions: Set<Permission>
        let actor: String
        switch known.holder {
        case .application:
            // What was taken away counts at once; what was given since is for the next token.
            let roles = Set(known.names).intersection(found.client.record.permissions)
            permissions = PermissionNames.permissions(of: roles)
            actor = "app:\(found.client.record.name)"
        case .person(let sign):
            let user = try await person(sign, known)
            let scopes = Set(known.names).intersection(found.client.record.delegated)
            permissions = PermissionNames.permissions(of: scopes).intersection(
                PermissionNames.permissions(of: user.roles))
            actor = "user:\(user.userName)"
        }
        return Caller(
            tenant: known.tenant, actor: actor, role: "application", permissions: permissions,
            ownsServer: found.tenant.ownsServer)
    }

    /// Who the token's person is, as its scopes allow (OpenID Connect Core §5.3.2).
    public func userinfo(
        presenting token: String, of tenant: TenantID, certificate: [UInt8]? = nil
    ) async throws -> JSON {
        let known = try current(token, certificate)
        let identity = Set(known.names.compactMap(RequestedScopes.Identity.init(rawValue:)))
        guard known.tenant == tenant, case .person(let sign) = known.holder, identity.contains(.openid) else {
            throw ServiceError(.unauthenticated, "the access token is not for the person's own particulars")
        }
        _ = try application(of: known)
        let user = try await person(sign, known)
        return .object([JSON.Member("sub", .string(user.id.description))] + user.claims(for: identity))
    }

    private func current(_ token: String, _ certificate: [UInt8]?) throws -> VerifiedToken {
        let known: VerifiedToken
        do throws(OpenIDError) {
            known = try look(token)
            try known.check(at: clock.now, certificate: certificate)
        } catch {
            throw ServiceError(.unauthenticated, "the access token does not count: \(error.message)")
        }
        guard snapshot.isFresh(for: known.tenant, at: clock.uptime) else {
            throw ServiceError(.unavailable, "the newest changes are not known to be here")
        }
        return known
    }

    private func look(_ token: String) throws(OpenIDError) -> VerifiedToken {
        if let known = verified.withLock({ $0[token] }) { return known }
        let known = try verify(token)
        let now = clock.now
        verified.withLock { verified in
            if verified.count >= Self.mostRemembered {
                verified = verified.filter { now < $0.value.expires }
                if verified.count >= Self.mostRemembered { verified.removeAll() }
            }
            verified[token] = known
        }
        return known
    }

    /// The key decides whose token it is: nothing that the token says is believed before.
    private func verify(_ token: String) throws(OpenIDError) -> VerifiedToken {
        let signed = try CompactJWS(token)
        try signed.require(type: AccessTokenRules.type)
        guard case .id(let name)? = signed.header.keyNames.first, let owner = clients.owner(ofKey: name) else {
            throw OpenIDError(.keyUnknown, "the token names no key of ours")
        }
        try signed.verify(by: owner.key, clients.verifier)
        return try VerifiedToken(ClaimsSet(reading: signed.payload), of: owner.tenant)
    }

    private func application(of token: VerifiedToken) throws -> (client: KnownClient, tenant: Tenant) {
        let unknown = ServiceError(
            .unauthenticated, "the application of the access token is not registered any more, or is disabled")
        let found = clients.look(token.tenant) { known in
            known.clients[token.application].map { (client: $0, tenant: known.tenant) }
        }
        guard let found, found.client.record.isEnabled else { throw unknown }
        guard found.tenant.state == .active else { throw ServiceError(suspended: found.tenant) }
        guard token.issuedAt + .seconds(1) > found.client.record.tokensValidFrom else { throw unknown }
        return found
    }

    /// The person, unless the sign-in that the token came of was taken back.
    private func person(_ sign: VerifiedToken.SignIn, _ token: VerifiedToken) async throws -> User {
        let message = "the sign-in of the access token counts no more"
        let family = try await store.read(token.tenant) { work in
            try work.tokenState(.family, sign.grant)?.read(StoredFamily.self)
        }
        guard let family, family.revocation == nil, family.grant.application == token.application,
            family.grant.user == sign.user,
            let user = try await people?.person(
                sign.user, session: sign.session, signedInAt: family.grant.signedInAt, token.tenant)
        else {
            guard token.answersChallenges else { throw ServiceError(.unauthenticated, message) }
            throw AccessTakenBack(message, issuer: token.issuer, at: clock.now)
        }
        return user
    }
}
