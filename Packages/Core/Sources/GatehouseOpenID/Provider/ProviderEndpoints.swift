/// Where a tenant's provider answers, in the paths of Microsoft's: absolute addresses, as clients need them.
public struct ProviderEndpoints: Hashable, Sendable {
    /// `https://host:port`, without a slash at its end.
    public let base: String
    /// The tenant as it stands in paths.
    public let tenant: String

    /// The endpoints of `tenant` at `base`.
    public init(base: String, tenant: String) {
        self.base = base
        self.tenant = tenant
    }

    /// `iss` of every token, and of every answer of the authorization endpoint.
    public var issuer: String { "\(base)/\(tenant)/v2.0" }
    /// Where the metadata is.
    public var configuration: String { "\(issuer)/.well-known/openid-configuration" }
    /// Where people sign in.
    public var authorization: String { "\(base)/\(tenant)/oauth2/v2.0/authorize" }
    /// Where clients get tokens.
    public var token: String { "\(base)/\(tenant)/oauth2/v2.0/token" }
    /// Where devices without a browser begin.
    public var deviceAuthorization: String { "\(base)/\(tenant)/oauth2/v2.0/devicecode" }
    /// Where sessions end.
    public var logout: String { "\(base)/\(tenant)/oauth2/v2.0/logout" }
    /// The public keys.
    public var keys: String { "\(base)/\(tenant)/discovery/v2.0/keys" }
    /// Who a token's person is.
    public var userinfo: String { "\(base)/\(tenant)/oidc/userinfo" }

    /// The addresses under their names in the metadata.
    var named: [(String, String)] {
        [
            ("issuer", issuer), ("authorization_endpoint", authorization), ("token_endpoint", token),
            ("device_authorization_endpoint", deviceAuthorization), ("userinfo_endpoint", userinfo),
            ("end_session_endpoint", logout), ("jwks_uri", keys),
        ]
    }
}
