public import GatehouseModel

/// What the claims of a token must be, here and now.
public struct ClaimsRules: Hashable, Sendable {
    /// The one issuer that is believed, byte by byte.
    public var issuer: String
    /// Names of ours: one of them must be an audience.
    public var audiences: [String]
    /// The subject, where it is known before.
    public var subject: String?
    /// Claims that must be there; `exp` must always.
    public var required: Set<Required>
    /// How far clocks may be apart.
    public var skew: Duration
    /// How far from now a token may expire; `nil` for tokens of our own.
    public var longestLifetime: Duration?

    /// An expired token will do: for an ID token that only hints at somebody (OpenID Connect Core §3.1.2.1).
    public var allowsExpired: Bool

    /// Claims that can be asked for.
    public enum Required: String, Hashable, Sendable, CaseIterable {
        case subject = "sub"
        case id = "jti"
        case issuedAt = "iat"
        case notBefore = "nbf"
        case confirmation = "cnf"
    }

    /// Rules with a minute of skew, unless said otherwise.
    public init(
        issuer: String, audiences: [String], subject: String? = nil, required: Set<Required> = [],
        skew: Duration = .seconds(60), longestLifetime: Duration? = nil,
        allowsExpired: Bool = false
    ) {
        self.issuer = issuer
        self.audiences = audiences
        self.subject = subject
        self.required = required
        self.skew = skew
        self.longestLifetime = longestLifetime
        self.allowsExpired = allowsExpired
    }

    /// Checks the claims of a token whose signature verified; throws the first that does not hold.
    ///
    /// `certificate` is SHA-256 of the certificate of the connection: a token that is bound to one counts with no other
    /// and never without.
    public func check(_ claims: ClaimsSet, at now: Instant, certificate: [UInt8]? = nil) throws(OpenIDError) {
        try checkNames(claims)
        try checkTimes(claims, now)
        try checkPresence(claims)
        if let bound = claims.certificateSHA256 {
            guard let certificate, isSameSecret(bound, certificate) else {
                throw OpenIDError(.confirmationWrong, "the token is bound to another certificate than was shown")
            }
        }
    }

    private func checkNames(_ claims: ClaimsSet) throws(OpenIDError) {
        guard let found = claims.issuer else { throw Self.missing("iss") }
        guard isSame(found, issuer) else {
            throw OpenIDError(.issuerWrong, "the issuer is \(quoted(found)), and \(quoted(issuer)) was expected")
        }
        guard !claims.audience.isEmpty else { throw Self.missing("aud") }
        guard claims.audience.contains(where: { name in audiences.contains { isSame($0, name) } }) else {
            throw OpenIDError(
                .audienceWrong, "the audience is \(claims.audience.prefix(3).map(quoted).joined(separator: ", "))")
        }
        guard let subject else { return }
        guard let name = claims.subject else { throw Self.missing("sub") }
        guard isSame(name, subject) else {
            throw OpenIDError(.subjectWrong, "the subject is \(quoted(name)), and \(quoted(subject)) was expected")
        }
    }

    private func checkTimes(_ claims: ClaimsSet, _ now: Instant) throws(OpenIDError) {
        guard let expires = claims.expires else { throw Self.missing("exp") }
        guard allowsExpired || now < expires + skew else {
            throw OpenIDError(.tokenExpired, "the token expired at \(expires)")
        }
        if let start = claims.notBefore, now + skew < start {
            throw OpenIDError(.tokenNotYetValid, "the token counts from \(start), and it is \(now)")
        }
        if let issuedAt = claims.issuedAt, now + skew < issuedAt {
            throw OpenIDError(.tokenIssuedInFuture, "the token was issued at \(issuedAt), and it is \(now)")
        }
        if let longest = longestLifetime, expires > now + longest + skew {
            throw OpenIDError(.lifetimeTooLong, "the token expires at \(expires), more than \(longest.text) from now")
        }
    }

    private func checkPresence(_ claims: ClaimsSet) throws(OpenIDError) {
        for name in Required.allCases where required.contains(name) {
            let isThere =
                switch name {
                case .subject: claims.subject != nil
                case .id: claims.id != nil
                case .issuedAt: claims.issuedAt != nil
                case .notBefore: claims.notBefore != nil
                case .confirmation: claims.certificateSHA256 != nil
                }
            guard isThere else { throw Self.missing(name.rawValue) }
        }
    }

    private static func missing(_ name: String) -> OpenIDError {
        OpenIDError(.claimMissing, "the claim `\(name)` is missing")
    }
}
