extension OpenIDError {
    /// The number by which Microsoft's clients and pages know this refusal (`AADSTS…`, `error_codes`), or the nearest.
    ///
    /// People look these up; programs go by ``oauth``.
    public var number: Int {
        // The numbers below are those of assertions; "invalid JWT" is of all other tokens.
        if isOfToken, use != .clientAuthentication { return 50_027 }
        return Self.numbers[code] ?? Self.number(of: oauth)
    }

    private static func number(of error: OAuthErrorCode) -> Int {
        switch error {
        case .invalidClient: 700_027
        case .invalidGrant: 70_000
        case .invalidScope: 70_011
        case .unauthorizedClient: 70_001
        default: 9_002_313
        }
    }

    private static let numbers: [Code: Int] = [
        .parameterMissing: 900_144, .parameterMalformed: 90_100, .scopeMissing: 900_144, .redirectMissing: 900_971,
        .redirectUnregistered: 50_011, .clientUnknown: 700_016, .clientDisabled: 70_001,
        .responseTypeUnsupported: 70_005, .responseModeUnsupported: 70_007, .challengeMissing: 50_147,
        .challengeMethodUnsupported: 501_491, .loginRequired: 50_058, .interactionRequired: 50_076,
        .consentRequired: 65_001, .accountSelectionRequired: 16_000, .accessDenied: 65_004,
        .authenticationMissing: 7_000_218, .authenticationUnexpected: 700_025, .clientSecretWrong: 7_000_215,
        .clientSecretExpired: 7_000_222, .tokenExpired: 700_024, .tokenNotYetValid: 700_024,
        .tokenIssuedInFuture: 700_024, .lifetimeTooLong: 700_024, .grantTypeUnsupported: 70_003,
        .tenantUnknown: 90_002, .resourceUnknown: 500_011,
        .codeExpired: 70_008, .codeReused: 54_005, .verifierWrong: 501_481, .refreshTokenExpired: 700_082,
        .refreshTokenRevoked: 50_173, .authorizationPending: 70_016, .deviceCodeUnknown: 70_018,
        .deviceCodeExpired: 70_019, .userCodeMalformed: 90_119, .deviceAlreadyAnswered: 90_120,
        .serverFailed: 90_036, .serverBusy: 90_006,
    ]
}
