public import GatehouseWire

/// What clients learn of a tenant's provider before anything else (OpenID Connect Discovery §3, RFC 8414, RFC 9207).
public struct ProviderMetadata: Hashable, Sendable {
    /// Where everything is.
    public let endpoints: ProviderEndpoints
    /// How ID tokens are signed; RS256 must be among them (Discovery §3).
    public var idTokenAlgorithms: [JOSEAlgorithm]
    /// Authentication contexts that may be asked for.
    public var contexts: [String]
    /// Access tokens may be bound to the client's certificate (RFC 8705 §3).
    public var bindsToCertificates: Bool
    /// Clients are told when a session ends, through the browser and behind it.
    public var announcesLogout: Bool

    /// Metadata with RS256 for ID tokens, which every client knows.
    public init(
        endpoints: ProviderEndpoints, idTokenAlgorithms: [JOSEAlgorithm] = [.rs256], contexts: [String] = [],
        bindsToCertificates: Bool = false, announcesLogout: Bool = false
    ) {
        self.endpoints = endpoints
        self.idTokenAlgorithms = idTokenAlgorithms
        self.contexts = contexts
        self.bindsToCertificates = bindsToCertificates
        self.announcesLogout = announcesLogout
    }

    /// The document, the same bytes for the same values.
    public var json: JSON {
        var members = [JSON.Member]()
        for (name, address) in endpoints.named { members.append(JSON.Member(name, .string(address))) }
        for (name, values) in lists where !values.isEmpty {
            members.append(JSON.Member(name, .array(values.map { .string($0) })))
        }
        let flags = [
            ("claims_parameter_supported", true), ("request_parameter_supported", false),
            ("request_uri_parameter_supported", false), ("authorization_response_iss_parameter_supported", true),
            ("tls_client_certificate_bound_access_tokens", bindsToCertificates),
            ("frontchannel_logout_supported", announcesLogout),
            ("frontchannel_logout_session_supported", announcesLogout),
            ("backchannel_logout_supported", announcesLogout),
            ("backchannel_logout_session_supported", announcesLogout),
        ]
        for (name, flag) in flags { members.append(JSON.Member(name, .boolean(flag))) }
        return .object(members)
    }

    private var lists: [(String, [String])] {
        [
            ("scopes_supported", RequestedScopes.Identity.allCases.map(\.rawValue)),
            ("response_types_supported", ["code"]),
            ("response_modes_supported", ResponseMode.allCases.map(\.rawValue)),
            ("grant_types_supported", GrantType.allCases.map(\.rawValue)),
            ("subject_types_supported", ["public"]),
            ("id_token_signing_alg_values_supported", idTokenAlgorithms.map(\.rawValue)),
            (
                "token_endpoint_auth_methods_supported",
                ["client_secret_basic", "client_secret_post", "private_key_jwt", "none"]
            ),
            ("token_endpoint_auth_signing_alg_values_supported", JOSEAlgorithm.allCases.map(\.rawValue)),
            ("code_challenge_methods_supported", ["S256"]),
            ("prompt_values_supported", AuthorizationRequest.Prompt.allCases.map(\.rawValue)),
            ("acr_values_supported", contexts),
            (
                "claims_supported",
                [
                    "sub", "iss", "aud", "exp", "iat", "nbf", "auth_time", "acr", "amr", "nonce", "name",
                    "preferred_username", "email", "oid", "tid",
                ]
            ),
        ]
    }
}
