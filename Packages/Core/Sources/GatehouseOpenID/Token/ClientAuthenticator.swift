public import GatehouseModel

/// Decides whether a client is who it says, against its registration.
public struct ClientAuthenticator: Sendable {
    /// Names of ours that an assertion may be for: the token endpoint's address, and the issuer.
    public let audiences: [String]
    /// How far from now an assertion may expire.
    public let longestAssertion: Duration
    /// How far clocks may be apart.
    public let skew: Duration

    /// An hour and a minute, unless said otherwise.
    public init(audiences: [String], longestAssertion: Duration = .seconds(3600), skew: Duration = .seconds(60)) {
        self.audiences = audiences
        self.longestAssertion = longestAssertion
        self.skew = skew
    }

    /// The client, or why it is not believed.
    ///
    /// `application` is the one of ``ClientProof/clientID``, `nil` when there is none. `hash` is SHA-256. An
    /// assertion's ``AuthenticatedClient/assertion`` counts once: the caller inserts client and `jti` under a name that is
    /// unique, in the unit of work that stores what the tokens rest on, and refuses the request if they were there.
    public func authenticate(
        _ proof: ClientProof, as application: Application?, at now: Instant, hash: ([UInt8]) -> [UInt8],
        verifier: some JOSEVerifying
    ) throws(OpenIDError) -> AuthenticatedClient {
        guard let application, application.clientID == proof.clientID else {
            throw OpenIDError(.clientUnknown, "there is no application \(quoted(proof.clientID))")
        }
        guard application.isEnabled else {
            throw OpenIDError(.clientDisabled, "the application \(quoted(proof.clientID)) is disabled")
        }
        if case .none = proof {
            guard !application.isConfidential else {
                throw OpenIDError(.authenticationMissing, "the request has neither a secret nor an assertion")
            }
            return AuthenticatedClient(id: application.clientID, isConfidential: false, assertion: nil)
        }
        guard application.isConfidential else {
            throw OpenIDError(
                .authenticationUnexpected, "the application is a public client, and shows a secret or an assertion")
        }
        var assertion: AuthenticatedClient.Assertion?
        switch proof {
        case .basic(_, let secret), .post(_, let secret): try check(secret, of: application, now, hash)
        case .assertion(_, let token): assertion = try check(token, of: application, now, verifier)
        case .none: break
        }
        return AuthenticatedClient(id: application.clientID, isConfidential: true, assertion: assertion)
    }

    /// Compares with every secret, whichever fits, so that time tells nothing of them.
    private func check(
        _ secret: String, of application: Application, _ now: Instant, _ hash: ([UInt8]) -> [UInt8]
    ) throws(OpenIDError) {
        let shown = hash(Array(secret.utf8))
        let fitting = application.secrets.filter { isSameSecret($0.hash, shown) }
        guard !fitting.isEmpty else {
            throw OpenIDError(.clientSecretWrong, "the secret is not one of \(quoted(application.clientID))")
        }
        guard let last = fitting.map(\.expires).max(), now < last else {
            throw OpenIDError(.clientSecretExpired, "the secret of \(quoted(application.clientID)) has expired")
        }
    }

    /// RFC 7523 §3: the client signed it, about itself, for us, for a short time.
    private func check(
        _ token: CompactJWS, of application: Application, _ now: Instant, _ verifier: some JOSEVerifying
    ) throws(OpenIDError) -> AuthenticatedClient.Assertion {
        do throws(OpenIDError) {
            try application.keys.verify(token, by: verifier)
            let claims = try ClaimsSet(reading: token.payload)
            let name = application.clientID.description
            let rules = ClaimsRules(
                issuer: name, audiences: audiences, subject: name, required: [.subject, .id], skew: skew,
                longestLifetime: longestAssertion)
            try rules.check(claims, at: now)
            guard let id = claims.id, let expires = claims.expires else {
                throw OpenIDError(.claimMissing, "the claim `jti` is missing")
            }
            return AuthenticatedClient.Assertion(id: id, expires: expires + skew)
        } catch {
            throw error.inClientAuthentication
        }
    }
}

/// A client that was believed.
public struct AuthenticatedClient: Hashable, Sendable {
    /// Who it is.
    public let id: ClientID
    /// It proved it; a public client only says so.
    public let isConfidential: Bool
    /// The assertion that must not count twice, if it proved itself by one.
    public let assertion: Assertion?

    /// What tells one assertion from another.
    public struct Assertion: Hashable, Sendable {
        /// `jti`, unique for the client.
        public let id: String
        /// From then on it need not be remembered.
        public let expires: Instant
    }
}
