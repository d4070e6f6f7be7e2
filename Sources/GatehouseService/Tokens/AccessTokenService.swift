import GatehouseModel
import GatehouseOpenID
import GatehouseWire
import Synchronization

/// Tells who presents a signed access token: its signature is checked once, and whether it still counts at every
/// request, from memory.
public final class AccessTokenService: Sendable {
    /// More tokens than these are looked at anew: so much memory they may take.
    private static let mostRemembered = 8192

    private let clients: ClientBook
    private let snapshot: AccessSnapshot
    private let clock: Clock
    private let verified = Mutex<[String: VerifiedToken]>([:])

    /// Makes the service; `snapshot` says whether this node knows what was taken away.
    public init(clients: ClientBook, snapshot: AccessSnapshot, clock: Clock) {
        self.clients = clients
        self.snapshot = snapshot
        self.clock = clock
    }

    /// Whether the text can be a signed token: JSON in base 64 begins so.
    public static func isSigned(_ token: String) -> Bool { token.hasPrefix("eyJ") }

    /// Who presents the token, with what the application may do now, or why it does not count.
    ///
    /// `certificate` is SHA-256 of the certificate of the connection, `nil` where there is none.
    public func caller(presenting token: String, certificate: [UInt8]? = nil) throws -> Caller {
        let now = clock.now
        let known: VerifiedToken
        do throws(OpenIDError) {
            known = try look(token, at: now)
            try known.check(at: now, certificate: certificate)
        } catch {
            throw ServiceError(.unauthenticated, "the access token does not count: \(error.message)")
        }
        guard snapshot.isFresh(for: known.tenant, at: clock.uptime) else {
            throw ServiceError(.unavailable, "the newest changes are not known to be here")
        }
        return try caller(known)
    }

    private func look(_ token: String, at now: Instant) throws(OpenIDError) -> VerifiedToken {
        if let known = verified.withLock({ $0[token] }) { return known }
        let known = try verify(token)
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

    private func caller(_ token: VerifiedToken) throws -> Caller {
        let unknown = ServiceError(
            .unauthenticated, "the application of the access token is not registered any more, or is disabled")
        let found = clients.look(token.tenant) { known in
            known.clients[token.application].map { (client: $0, tenant: known.tenant) }
        }
        guard let found, found.client.record.isEnabled else { throw unknown }
        guard found.tenant.state == .active else { throw ServiceError(suspended: found.tenant) }
        guard token.issuedAt + .seconds(1) > found.client.record.tokensValidFrom else { throw unknown }
        // What was taken away counts at once; what was given since is for the next token.
        let roles = Set(token.roles).intersection(found.client.record.permissions)
        return Caller(
            tenant: token.tenant, actor: "app:\(found.client.record.name)", role: "application",
            permissions: PermissionNames.permissions(of: roles), ownsServer: found.tenant.ownsServer)
    }
}

/// What a token said whose signature verified.
struct VerifiedToken: Sendable {
    let tenant: TenantID
    let application: ClientApplicationID
    let roles: [String]
    let issuedAt: Instant
    let expires: Instant
    let certificateSHA256: [UInt8]?
    private let claims: ClaimsSet

    /// Reads claims that `tenant` signed; refuses another tenant's, and what is for another audience.
    init(_ claims: ClaimsSet, of tenant: TenantID) throws(OpenIDError) {
        guard let issuer = claims.issuer, issuer.hasPrefix("https://"), issuer.hasSuffix("/\(tenant)/v2.0") else {
            throw OpenIDError(.issuerWrong, "the issuer of the token is not the tenant whose key signed it")
        }
        guard claims["tid"] == .string(tenant.description), case .string(let id)? = claims["appid"],
            let application = ClientApplicationID(id), claims["idtyp"] == .string("app")
        else { throw OpenIDError(.claimMissing, "the token does not say whose it is") }
        guard let issuedAt = claims.issuedAt, let expires = claims.expires else {
            throw OpenIDError(.claimMissing, "the token does not say from when on and until when it counts")
        }
        self.tenant = tenant
        self.application = application
        self.issuedAt = issuedAt
        self.expires = expires
        certificateSHA256 = claims.certificateSHA256
        if case .array(let values)? = claims["roles"] {
            roles = values.compactMap { if case .string(let role) = $0 { role } else { nil } }
        } else {
            roles = []
        }
        self.claims = claims
    }

    /// Asked at every request: a token ends, and may be bound to a certificate.
    func check(at now: Instant, certificate: [UInt8]?) throws(OpenIDError) {
        let rules = ClaimsRules(issuer: claims.issuer ?? "", audiences: [AccessTokenRules.audience])
        try rules.check(claims, at: now, certificate: certificate)
    }
}
