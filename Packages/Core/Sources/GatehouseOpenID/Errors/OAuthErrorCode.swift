/// What `error` may be in an answer (RFC 6749 §4.1.2.1 and §5.2, RFC 8628 §3.5, OpenID Connect Core §3.1.2.6, RFC 6750
/// §3.1).
public enum OAuthErrorCode: String, Hashable, Sendable, CaseIterable {
    case invalidRequest = "invalid_request"
    case invalidClient = "invalid_client"
    case invalidGrant = "invalid_grant"
    case invalidScope = "invalid_scope"
    case invalidToken = "invalid_token"
    case unauthorizedClient = "unauthorized_client"
    case unsupportedGrantType = "unsupported_grant_type"
    case unsupportedResponseType = "unsupported_response_type"
    case accessDenied = "access_denied"
    case serverError = "server_error"
    case temporarilyUnavailable = "temporarily_unavailable"
    case authorizationPending = "authorization_pending"
    case slowDown = "slow_down"
    case expiredToken = "expired_token"
    case loginRequired = "login_required"
    case interactionRequired = "interaction_required"
    case consentRequired = "consent_required"
    case accountSelectionRequired = "account_selection_required"
    case requestNotSupported = "request_not_supported"
    case requestURINotSupported = "request_uri_not_supported"
    case registrationNotSupported = "registration_not_supported"
}

extension OpenIDError {
    /// The error of OAuth that this refusal is, where it answers a request of a client.
    public var oauth: OAuthErrorCode {
        Self.protocolErrors[code] ?? Self.groups.first { $0.codes.contains(code) }?.error ?? .invalidRequest
    }

    /// The same refusal, met while a client proved who it is: whatever was wrong with its proof is `invalid_client`.
    var inClientAuthentication: OpenIDError {
        Self.proofFailures.contains(code) ? OpenIDError(code, "the client assertion: \(message)") : self
    }

    private static let groups: [(error: OAuthErrorCode, codes: Set<Code>)] = [
        (.invalidClient, proofFailures),
        (
            .invalidClient,
            [
                .authenticationMissing, .authenticationUnexpected, .clientSecretWrong, .clientSecretExpired,
                .authorizationHeaderMalformed, .clientUnknown, .clientDisabled,
            ]
        ),
        (
            .invalidGrant,
            [
                .codeUnknown, .codeExpired, .codeReused, .codeClientWrong, .codeRedirectWrong, .verifierWrong,
                .refreshTokenUnknown, .refreshTokenExpired, .refreshTokenReused, .refreshTokenRevoked,
                .refreshTokenClientWrong, .deviceCodeUnknown, .deviceCodeClientWrong, .deviceCodeUsed,
            ]
        ),
        (.invalidScope, [.scopeMissing, .scopeMalformed, .scopeConflict, .scopeWidened]),
        (.unauthorizedClient, [.grantNotAllowed]),
    ]

    /// What can be wrong with a signed proof, or with a signed token.
    private static let proofFailures: Set<Code> = [
        .tokenTooLarge, .tokenMalformed, .headerMalformed, .criticalHeaderUnsupported, .algorithmRefused,
        .algorithmWrong, .keyNameMissing, .keyEmbedded, .keyUnknown, .typeWrong, .signatureWrong, .keyMalformed,
        .keyPrivate, .keyUnsupported, .keyTooWeak, .keySetMalformed, .claimsMalformed, .claimMissing, .issuerWrong,
        .audienceWrong, .subjectWrong, .tokenExpired, .tokenNotYetValid, .tokenIssuedInFuture, .lifetimeTooLong,
        .confirmationUnsupported, .confirmationWrong,
    ]

    private static let protocolErrors: [Code: OAuthErrorCode] = [
        .responseTypeUnsupported: .unsupportedResponseType, .requestObjectUnsupported: .requestNotSupported,
        .requestURIUnsupported: .requestURINotSupported, .registrationUnsupported: .registrationNotSupported,
        .grantTypeUnsupported: .unsupportedGrantType, .loginRequired: .loginRequired,
        .interactionRequired: .interactionRequired, .consentRequired: .consentRequired,
        .accountSelectionRequired: .accountSelectionRequired, .accessDenied: .accessDenied,
        .authorizationPending: .authorizationPending, .slowDown: .slowDown, .deviceCodeExpired: .expiredToken,
        .serverFailed: .serverError, .serverBusy: .temporarilyUnavailable,
    ]
}
