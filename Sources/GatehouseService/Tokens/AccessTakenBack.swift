import GatehouseModel
import GatehouseOpenID

/// A person's access token whose sign-in was taken back, of an application that can ask for the next one at once.
public struct AccessTakenBack: Error, Hashable, Sendable {
    /// What happened; lower case, no full stop.
    public let message: String
    /// The value of `WWW-Authenticate`: a claims challenge that names the provider (continuous access evaluation).
    public let challenge: String

    /// For a token of `issuer`, asking for one from `now` or later.
    init(_ message: String, issuer: String, at now: Instant) {
        self.message = message
        let base = issuer.hasSuffix("/v2.0") ? issuer.dropLast("/v2.0".utf8.count) : issuer[...]
        challenge = ClaimsChallenge(authorizationURI: "\(base)/oauth2/v2.0/authorize", notBefore: now).header
    }
}
