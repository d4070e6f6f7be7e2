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
        if isOfToken {
            switch use {
            case .access: return .invalidToken
            case .clientAuthentication: return .invalidClient
            case .hint: return .invalidRequest
            }
        }
        return Self.protocolErrors[code] ?? Self.groups.first { $0.codes.contains(code) }?.error ?? .invalidRequest
    }

    /// The status of HTTP that it is answered with, where it does not go to a browser: 401 for a client or a token that is
    /// not believed (RFC 6749 §5.2, RFC 6750 §3.1), 400 for most.
    public var status: Int {
        switch oauth {
        case .invalidClient, .invalidToken: 401
        case .serverError: 500
        case .temporarilyUnavailable: 503
        default: 400
        }
    }

    /// Whether a signed token is at fault, whatever it was shown for.
    var isOfToken: Bool { Self.tokenFailures.contains(code) }

    /// The same refusal of a token, met in `id_token_hint`.
    public var inHint: OpenIDError {
        isOfToken ? OpenIDError(code, "`id_token_hint`: \(message)", use: .hint) : self
    }

    /// The same refusal, met while a client proved who it is: whatever was wrong with its proof is `invalid_client`.
    var inClientAuthentication: OpenIDError {
        isOfToken ? OpenIDError(code, "the client assertion: \(message)", use: .clientAuthentication) : self
    }

    private static let groups: [(error: OAuthErrorCode, codes: Set<Code>)] = [
        (
            .invalidClient,
            [
                .authenticationMissing, .authenticationUnexpected, .clientSecretWrong, .clientSecretExpired,
                .authorizationHeaderMalformed, .clientUnknown, .clientDisabled, .assertionReused,
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
        (.invalidScope, [.scopeMissing, .scopeMalformed, .scopeConflict, .scopeWidened, .resourceUnknown]),
        (.unauthorizedClient, [.grantNotAllowed]),
    ]

    /// What can be wrong with a signed proof, or with a signed token.
    private static let tokenFailures: Set<Code> = [
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
