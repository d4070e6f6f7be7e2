import GatehouseModel
import GatehouseOpenID
import GatehouseWire

/// What a token said whose signature verified.
struct VerifiedToken: Sendable {
    /// In whose name the token is.
    enum Holder: Sendable {
        case application
        case person(SignIn)
    }

    /// The sign-in that a person's token came of.
    struct SignIn: Sendable {
        var user: UserID
        var session: SessionID
        var grant: String
    }

    let tenant: TenantID
    let application: ClientApplicationID
    let holder: Holder
    /// `roles` of an application's own token, `scp` of a person's.
    let names: [String]
    let issuedAt: Instant
    let expires: Instant
    /// The application can answer a claims challenge.
    let answersChallenges: Bool
    private let claims: ClaimsSet

    /// Reads claims that `tenant` signed; refuses another tenant's, and what does not say whose it is.
    init(_ claims: ClaimsSet, of tenant: TenantID) throws(OpenIDError) {
        guard let issuer = claims.issuer, issuer.hasPrefix("https://"), issuer.hasSuffix("/\(tenant)/v2.0") else {
            throw OpenIDError(.issuerWrong, "the issuer of the token is not the tenant whose key signed it")
        }
        guard claims.text("tid") == tenant.description,
            let application = claims.text("appid").flatMap(ClientApplicationID.init)
        else { throw OpenIDError(.claimMissing, "the token does not say whose it is") }
        guard let issuedAt = claims.issuedAt, let expires = claims.expires else {
            throw OpenIDError(.claimMissing, "the token does not say from when on and until when it counts")
        }
        switch claims.text("idtyp") {
        case "app":
            holder = .application
            names = claims.texts("roles")
        case "user":
            holder = .person(try Self.signIn(claims))
            names = (claims.text("scp") ?? "").split(separator: " ").map(String.init)
        default: throw OpenIDError(.claimMissing, "the token does not say in whose name it is")
        }
        self.tenant = tenant
        self.application = application
        self.issuedAt = issuedAt
        self.expires = expires
        answersChallenges = claims.texts("xms_cc").contains { $0.lowercased() == "cp1" }
        self.claims = claims
    }

    /// Who gave it.
    var issuer: String { claims.issuer ?? "" }

    /// Asked at every request: a token ends, and may be bound to a certificate.
    func check(at now: Instant, certificate: [UInt8]?) throws(OpenIDError) {
        let rules = ClaimsRules(issuer: claims.issuer ?? "", audiences: [AccessTokenRules.audience])
        try rules.check(claims, at: now, certificate: certificate)
    }

    private static func signIn(_ claims: ClaimsSet) throws(OpenIDError) -> SignIn {
        guard let user = claims.subject.flatMap(UserID.init), let session = claims.text("sid").flatMap(SessionID.init),
            let grant = claims.text("gid")
        else { throw OpenIDError(.claimMissing, "the token does not say of which sign-in it came") }
        return SignIn(user: user, session: session, grant: grant)
    }
}

extension ClaimsSet {
    /// A claim that is text.
    fileprivate func text(_ name: String) -> String? {
        if case .string(let text)? = self[name] { text } else { nil }
    }

    /// The texts of a claim that is a list.
    fileprivate func texts(_ name: String) -> [String] {
        guard case .array(let values)? = self[name] else { return [] }
        return values.compactMap { if case .string(let text) = $0 { text } else { nil } }
    }
}
