/// A request to the token endpoint, read and not yet judged (RFC 6749 §4, RFC 8628 §3.4).
public struct TokenRequest: Hashable, Sendable {
    /// Who asks.
    public let proof: ClientProof
    /// For what.
    public let grant: Grant
    /// Fewer or other permissions than before, where the grant allows; `nil` when none are named.
    public let scopes: RequestedScopes?
    /// What the client can do, and what a challenge asked for.
    public let claims: ClaimsRequest
    /// Microsoft's `client_info=1`: the answer shall say whose tokens these are.
    public let wantsClientInfo: Bool

    /// What the client has to show for its tokens.
    public enum Grant: Hashable, Sendable {
        /// The code of a sign-in, where it went, and the secret behind its challenge.
        case authorizationCode(code: String, redirectURI: String, verifier: CodeVerifier)
        /// A token that was given out with the last ones.
        case refreshToken(String)
        /// The client's own rights.
        case clientCredentials
        /// The device code of a sign-in elsewhere.
        case deviceCode(String)

        /// Which grant this is.
        public var type: GrantType {
            switch self {
            case .authorizationCode: .authorizationCode
            case .refreshToken: .refreshToken
            case .clientCredentials: .clientCredentials
            case .deviceCode: .deviceCode
            }
        }
    }

    /// Reads a body and its `Authorization` header; refuses what is missing or malformed by its name.
    ///
    /// Parameters that are not known are ignored (RFC 6749 §3.2).
    public init(reading body: [UInt8], authorization: String? = nil) throws(OpenIDError) {
        let parameters = try FormParameters(reading: body)
        grant = try Self.grant(parameters)
        proof = try ClientProof(reading: parameters, authorization: authorization)
        scopes = try parameters.text("scope", atMost: RequestedScopes.lengthLimit).map(RequestedScopes.init)
        if let text = try parameters.unicode("claims", atMost: ClaimsRequest.sizeLimit) {
            claims = try ClaimsRequest(reading: text)
        } else {
            claims = ClaimsRequest()
        }
        wantsClientInfo = parameters["client_info"] == "1"
        if case .clientCredentials = grant { try Self.requireDefault(scopes) }
    }

    private static func grant(_ parameters: FormParameters) throws(OpenIDError) -> Grant {
        let name = try parameters.required("grant_type", atMost: 256)
        switch GrantType(rawValue: name) {
        case .authorizationCode:
            return .authorizationCode(
                code: try parameters.required("code"),
                redirectURI: try parameters.required("redirect_uri", atMost: RedirectURI.lengthLimit),
                verifier: try CodeVerifier(parameters.required("code_verifier")))
        case .refreshToken: return .refreshToken(try parameters.required("refresh_token", atMost: 4096))
        case .clientCredentials: return .clientCredentials
        case .deviceCode: return .deviceCode(try parameters.required("device_code"))
        case nil:
            throw OpenIDError(.grantTypeUnsupported, "`grant_type` is \(quoted(name)), which is not supported")
        }
    }

    /// A client's own rights are what was granted to it, at one resource: there is nothing to choose, and nobody whose
    /// sign-in it could be.
    private static func requireDefault(_ scopes: RequestedScopes?) throws(OpenIDError) {
        guard let scopes else { throw OpenIDError(.scopeMissing, "`scope` is missing") }
        guard scopes.isDefault, scopes.identity.isEmpty, scopes.resource != nil else {
            throw OpenIDError(
                .scopeConflict, "`scope` is \(quoted(scopes.text)), and `<resource>/.default` was expected")
        }
    }
}
