import GatehouseModel
import GatehouseOpenID
import GatehouseWire

/// The claims of tokens in a person's name.
struct PersonTokens {
    let grant: SignInGrant
    let scopes: RequestedScopes
    let person: User
    let application: ClientApplication
    let tenant: TenantID
    let issuer: String
    let now: Instant
    /// The application said that it can answer a claims challenge.
    let answersChallenges: Bool
    /// The access token counts with this certificate alone.
    let certificate: [UInt8]?

    /// For the server's API: what the application may, in `scp`; never more than the person may.
    var access: ClaimsSet {
        let id = application.id.description
        let names = DelegatedScopes.names(scopes, of: application)
        return ClaimsSet(
            issuer: issuer, subject: person.id.description, audience: [AccessTokenRules.audience],
            expires: now + AccessTokenRules.lifetime, notBefore: now, issuedAt: now,
            id: RequestID.random().description, certificateSHA256: certificate,
            others: members([
                ("appid", id), ("appidacr", application.isConfidential ? "1" : "0"), ("client_id", id),
                ("gid", grant.id), ("idtyp", "user"), ("oid", person.id.description),
                ("scp", names.joined(separator: " ")), ("sid", grant.session.description),
                ("tid", tenant.description), ("ver", "2.0"),
            ]) + members(grant.device.map { [("deviceid", $0.description)] } ?? []) + capabilities + authentication)
    }

    /// For the application: who signed in, when and how (OpenID Connect Core §2).
    var identity: ClaimsSet {
        var texts = [
            ("oid", person.id.description), ("sid", grant.session.description), ("tid", tenant.description),
            ("ver", "2.0"),
        ]
        if let nonce = grant.nonce { texts.append(("nonce", nonce)) }
        return ClaimsSet(
            issuer: issuer, subject: person.id.description, audience: [application.id.description],
            expires: now + AccessTokenRules.lifetime, notBefore: now, issuedAt: now,
            others: members(texts) + authentication + person.claims(for: scopes.identity))
    }

    private var capabilities: [JSON.Member] {
        answersChallenges ? [JSON.Member("xms_cc", .array([.string("CP1")]))] : []
    }

    private var authentication: [JSON.Member] {
        [
            JSON.Member("auth_time", .integer(grant.authenticatedAt / 1000)),
            JSON.Member("amr", .array(grant.references.map { .string($0) })),
        ] + members(grant.context.map { [("acr", $0)] } ?? [])
    }

    private func members(_ texts: [(String, String)]) -> [JSON.Member] {
        texts.map { JSON.Member($0.0, .string($0.1)) }
    }
}

extension User {
    /// What the scopes of identity say of the person (OpenID Connect Core §5.4); what is empty is left out.
    func claims(for scopes: Set<RequestedScopes.Identity>) -> [JSON.Member] {
        var texts = [(String, String)]()
        if scopes.contains(.profile) {
            texts += [
                ("name", displayName), ("given_name", givenName), ("family_name", familyName),
                ("preferred_username", userName),
            ]
        }
        if scopes.contains(.email) { texts.append(("email", mail)) }
        return texts.filter { !$0.1.isEmpty }.map { JSON.Member($0.0, .string($0.1)) }
    }
}
