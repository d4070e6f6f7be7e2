public import GatehouseModel
import GatehouseWire

/// A resource's answer that a token does not do any more, and what the next one must have: how access is taken back at
/// once (continuous access evaluation).
public struct ClaimsChallenge: Hashable, Sendable {
    /// Where a new token is to be had.
    public let authorizationURI: String
    /// What it must have, under `access_token`.
    public let claims: ClaimsRequest

    /// A challenge for these claims.
    public init(authorizationURI: String, claims: ClaimsRequest) {
        self.authorizationURI = authorizationURI
        self.claims = claims
    }

    /// A challenge for a token from `time` or later: what was before is revoked.
    public init(authorizationURI: String, notBefore time: Instant) {
        let seconds = String(time.milliseconds / 1000)
        let claim = ClaimsRequest.Claim("nbf", isEssential: true, values: [seconds])
        self.init(authorizationURI: authorizationURI, claims: ClaimsRequest(accessToken: [claim]))
    }

    /// A challenge for an authentication context.
    public init(authorizationURI: String, context: String) {
        let claim = ClaimsRequest.Claim("acrs", isEssential: true, values: [context])
        self.init(authorizationURI: authorizationURI, claims: ClaimsRequest(accessToken: [claim]))
    }

    /// The value of `WWW-Authenticate` (RFC 6750 §3), with the claims in padded base 64.
    public var header: String {
        let encoded = Base64.encode(claims.json.serialised())
        return "Bearer realm=\"\", authorization_uri=\"\(authorizationURI)\", error=\"insufficient_claims\", "
            + "claims=\"\(encoded)\""
    }
}
