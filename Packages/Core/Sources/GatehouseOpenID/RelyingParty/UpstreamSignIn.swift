import GatehouseModel
import GatehouseWire

/// A sign-in that was begun at an upstream provider: what must fit when the person comes back.
///
/// Kept by whoever began it, in a place that only the same browser leads to; taken back before the answer is read, so
/// that no answer counts twice.
public struct UpstreamSignIn: Hashable, Sendable {
    /// The provider's name.
    public let issuer: String
    /// What we are called there.
    public let clientID: String
    /// Where the person comes back to.
    public let redirectURI: String
    /// Comes back in the answer (RFC 6749 §10.12).
    public let state: String
    /// Comes back in the ID token.
    public let nonce: String
    /// What PKCE keeps secret.
    public let verifier: String
    /// How old the sign-in at the provider may be, in seconds; `nil` for any age.
    public let maximumAge: Int?

    /// A sign-in of these secrets, 43 to 128 unreserved characters each, which nobody else knows.
    public init(
        issuer: String, clientID: String, redirectURI: String, state: String, nonce: String, verifier: String,
        maximumAge: Int?
    ) {
        self.issuer = issuer
        self.clientID = clientID
        self.redirectURI = redirectURI
        self.state = state
        self.nonce = nonce
        self.verifier = verifier
        self.maximumAge = maximumAge
    }

    /// Where the browser goes (OpenID Connect Core §3.1.2.1); `hash` is SHA-256.
    public func address(
        at metadata: UpstreamMetadata, scopes: [String] = ["openid", "profile", "email"], loginHint: String? = nil,
        hash: ([UInt8]) -> [UInt8]
    ) -> String {
        var fields = [
            FormParameters.Field("response_type", "code"), FormParameters.Field("client_id", clientID),
            FormParameters.Field("redirect_uri", redirectURI),
            FormParameters.Field("scope", scopes.joined(separator: " ")), FormParameters.Field("state", state),
            FormParameters.Field("nonce", nonce),
            FormParameters.Field("code_challenge", Base64.encodeURL(hash(Array(verifier.utf8)))),
            FormParameters.Field("code_challenge_method", "S256"),
        ]
        if let maximumAge { fields.append(FormParameters.Field("max_age", String(maximumAge))) }
        if let loginHint, !loginHint.isEmpty { fields.append(FormParameters.Field("login_hint", loginHint)) }
        let sign = metadata.authorizationEndpoint.contains("?") ? "&" : "?"
        return metadata.authorizationEndpoint + sign + FormParameters(fields).text
    }

    /// The code in the answer that the browser brought back, a query.
    ///
    /// Refuses an answer to another sign-in, and one of another provider (mix-up, RFC 9207 §2.4); the provider's own
    /// refusal is ``OpenIDError/Code/upstreamRefused``.
    public func code(reading query: [UInt8], from metadata: UpstreamMetadata) throws(OpenIDError) -> String {
        let parameters = try FormParameters(reading: query)
        let came = try parameters.text("state") ?? ""
        guard isSameSecret(Array(came.utf8), Array(state.utf8)) else {
            throw OpenIDError(.stateWrong, "the answer is not to a sign-in that this browser began")
        }
        if let named = try parameters.text("iss") {
            guard isSame(named, issuer) else {
                throw OpenIDError(.issuerWrong, "the answer is of \(quoted(named)), and \(quoted(issuer)) was asked")
            }
        } else if metadata.namesIssuer {
            throw OpenIDError(.issuerWrong, "the answer does not name its provider, which \(quoted(issuer)) does")
        }
        if let error = try parameters.text("error") {
            let sentence = try parameters.unicode("error_description").map { ": \(quoted($0))" } ?? ""
            throw OpenIDError(.upstreamRefused, "the provider refused the sign-in with \(quoted(error))\(sentence)")
        }
        return try parameters.required("code", atMost: 4096)
    }
}
