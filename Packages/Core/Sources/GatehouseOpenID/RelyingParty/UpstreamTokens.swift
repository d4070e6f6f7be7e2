public import GatehouseModel
import GatehouseWire

/// What a code is worth at an upstream provider (RFC 6749 §4.1.3): the request for it, and its answer.
public struct UpstreamTokens: Hashable, Sendable {
    /// Largest answer that is read, in bytes.
    public static let sizeLimit = 64 << 10

    /// Who signed in; not believed before ``UpstreamSignIn/person(in:of:keys:at:verifier:)``.
    public let idToken: CompactJWS

    /// A request to the provider's token endpoint.
    public struct Request: Hashable, Sendable {
        /// Where it goes.
        public let address: String
        /// The body, `application/x-www-form-urlencoded`.
        public let body: String
        /// The value of `Authorization`; `nil` when the secret is in the body, or when there is none.
        public let authorization: String?
    }

    /// Reads the answer to a request: a refusal, or tokens of which the ID token alone is kept.
    public init(reading bytes: [UInt8], status: Int) throws(OpenIDError) {
        let json: JSON
        do {
            json = try JSON.parse(bytes, limits: JSON.Limits(bytes: Self.sizeLimit, depth: 8))
        } catch {
            throw OpenIDError(.upstreamAnswerMalformed, "the provider's answer with status \(status)", error)
        }
        guard status == 200 else {
            let error = if case .string(let text)? = json["error"] { quoted(text) } else { "status \(status)" }
            throw OpenIDError(.upstreamRefused, "the provider gave no tokens: \(error)")
        }
        guard case .string(let token)? = json["id_token"] else {
            throw OpenIDError(.upstreamAnswerMalformed, "the provider's answer has no ID token")
        }
        // Providers with one key need not name it (OpenID Connect Core §10.1).
        idToken = try CompactJWS(token, allowsCertificateNames: true)
    }
}

extension UpstreamSignIn {
    /// The request for the tokens of `code`, with the secret where the provider takes it; without one this is a public
    /// client.
    public func tokenRequest(
        for code: String, at metadata: UpstreamMetadata, secret: String?
    ) -> UpstreamTokens.Request {
        var fields = [
            FormParameters.Field("grant_type", "authorization_code"), FormParameters.Field("code", code),
            FormParameters.Field("redirect_uri", redirectURI), FormParameters.Field("code_verifier", verifier),
        ]
        var authorization: String?
        if let secret, !metadata.takesSecretInBody {
            let pair = "\(PercentCoding.encode(clientID)):\(PercentCoding.encode(secret))"
            authorization = "Basic \(Base64.encode(Array(pair.utf8)))"
        } else {
            fields.append(FormParameters.Field("client_id", clientID))
            if let secret { fields.append(FormParameters.Field("client_secret", secret)) }
        }
        return UpstreamTokens.Request(
            address: metadata.tokenEndpoint, body: FormParameters(fields).text, authorization: authorization)
    }

    /// Who signed in, by the provider's ID token (OpenID Connect Core §3.1.3.7).
    ///
    /// Refuses one that the provider's keys did not sign, that is for another client, of another sign-in, expired, or
    /// older than was asked for.
    public func person(
        in tokens: UpstreamTokens, of metadata: UpstreamMetadata, keys: JSONWebKeySet, at now: Instant,
        verifier: some JOSEVerifying
    ) throws(OpenIDError) -> ClaimsSet {
        let token = tokens.idToken
        guard metadata.idTokenAlgorithms.contains(token.header.algorithm) else {
            throw OpenIDError(
                .algorithmWrong, "the provider does not sign ID tokens by \(token.header.algorithm.rawValue)")
        }
        try keys.verify(token, by: verifier)
        let claims = try ClaimsSet(reading: token.payload)
        let rules = ClaimsRules(
            issuer: issuer, audiences: [clientID], required: [.subject, .issuedAt],
            longestLifetime: .seconds(86_400))
        try rules.check(claims, at: now)
        try checkParties(claims)
        guard case .string(let found)? = claims["nonce"], isSameSecret(Array(found.utf8), Array(nonce.utf8)) else {
            throw OpenIDError(.nonceWrong, "the ID token is not of the sign-in that this browser began")
        }
        try checkAge(claims, now)
        return claims
    }

    /// Of several audiences, and wherever it is named, the party that asked must be us (§3.1.3.7, 4 and 5).
    private func checkParties(_ claims: ClaimsSet) throws(OpenIDError) {
        let party = if case .string(let text)? = claims["azp"] { text } else { String?.none }
        guard party != nil || claims.audience.count == 1, party.map({ isSame($0, clientID) }) ?? true else {
            throw OpenIDError(.audienceWrong, "the ID token was made for \(quoted(party ?? "several parties"))")
        }
    }

    private func checkAge(_ claims: ClaimsSet, _ now: Instant) throws(OpenIDError) {
        guard let maximumAge else { return }
        guard case .integer(let seconds)? = claims["auth_time"], (0...253_402_300_799).contains(seconds) else {
            throw OpenIDError(.claimMissing, "the claim `auth_time` is missing")
        }
        let oldest = now - .seconds(maximumAge) - .seconds(60)
        guard Instant(seconds: seconds) >= oldest else {
            throw OpenIDError(.tokenExpired, "the sign-in at the provider is older than \(maximumAge) seconds")
        }
    }
}
