/// How a client asks for tokens (RFC 6749 §4, RFC 8628 §3.4); the implicit and the password grant are no cases.
public enum GrantType: String, Hashable, Sendable, CaseIterable {
    case authorizationCode = "authorization_code"
    case refreshToken = "refresh_token"
    case clientCredentials = "client_credentials"
    case deviceCode = "urn:ietf:params:oauth:grant-type:device_code"
}
