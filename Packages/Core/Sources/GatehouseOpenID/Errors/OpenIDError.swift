import GatehouseWire

/// Why something of the protocol was refused: what was found, and under which name.
public struct OpenIDError: Error, Hashable, Sendable {
    /// For programs; stable.
    ///
    /// It says which error of OAuth goes back, and which number of Microsoft's.
    public var code: Code
    /// Lower case, no full stop, foreign input in backticks and cut, ASCII only.
    public var message: String
    /// What a signed token that is at fault was shown for: the same fault is answered by another error of OAuth.
    public var use: TokenUse

    /// A refusal with a sentence that may be shown to whoever asked.
    public init(_ code: Code, _ message: String, use: TokenUse = .access) {
        self.code = code
        self.message = message
        self.use = use
    }

    /// What a signed token is shown for.
    public enum TokenUse: Hashable, Sendable, CaseIterable {
        /// To be let in: a fault is `invalid_token`.
        case access
        /// To prove who the client is: a fault is `invalid_client`.
        case clientAuthentication
        /// To say whom a client expects (`id_token_hint`): a fault is `invalid_request`.
        case hint
    }

    /// JSON that cannot be read: `part` of what was sent, and what the reader says of it without what would not pass in
    /// an answer.
    init(_ code: Code, _ part: String, _ error: WireError) {
        let said = error.message.unicodeScalars.prefix(160).map { scalar in
            (0x20...0x7E).contains(scalar.value) && scalar != "\"" && scalar != "\\" ? Character(scalar) : "?"
        }
        self.init(code, "\(part) at \(error.location): \(String(said))")
    }

    /// Every refusal by its name.
    public enum Code: String, Hashable, Sendable, CaseIterable {
        // Forms and queries.
        case contentTypeWrong
        case formTooLarge
        case formMalformed
        case parameterRepeated
        case parameterMissing
        case parameterMalformed
        case parameterTooLong
        // Signed tokens and keys.
        case tokenTooLarge
        case tokenMalformed
        case headerMalformed
        case criticalHeaderUnsupported
        case algorithmRefused
        case algorithmWrong
        case keyNameMissing
        case keyEmbedded
        case keyUnknown
        case typeWrong
        case signatureWrong
        case keyMalformed
        case keyPrivate
        case keyUnsupported
        case keyTooWeak
        case keySetMalformed
        // Claims.
        case claimsMalformed
        case claimMissing
        case issuerWrong
        case audienceWrong
        case subjectWrong
        case tokenExpired
        case tokenNotYetValid
        case tokenIssuedInFuture
        case lifetimeTooLong
        case confirmationUnsupported
        case confirmationWrong
        // Redirect URIs.
        case redirectMalformed
        case redirectSchemeRefused
        case redirectHostRefused
        case redirectFragment
        case redirectWildcard
        case redirectMissing
        case redirectUnregistered
        // Applications.
        case clientUnknown
        case clientDisabled
        case grantNotAllowed
        // Authorization requests.
        case responseTypeUnsupported
        case responseModeUnsupported
        case requestObjectUnsupported
        case requestURIUnsupported
        case registrationUnsupported
        case challengeMissing
        case challengeMethodUnsupported
        case promptMalformed
        case claimsRequestMalformed
        case scopeMissing
        case scopeMalformed
        case scopeConflict
        // What a person did, or must do.
        case loginRequired
        case interactionRequired
        case consentRequired
        case accountSelectionRequired
        case accessDenied
        // Client authentication.
        case authorizationHeaderMalformed
        case authenticationRepeated
        case authenticationMissing
        case authenticationUnexpected
        case clientIDInconsistent
        case clientSecretWrong
        case clientSecretExpired
        case assertionTypeUnsupported
        /// An assertion that was taken before.
        case assertionReused
        /// The path names no tenant that is served.
        case tenantUnknown
        /// Nothing that tokens are given for.
        case resourceUnknown
        // Token requests.
        case grantTypeUnsupported
        case codeUnknown
        case codeExpired
        case codeReused
        case codeClientWrong
        case codeRedirectWrong
        case verifierMalformed
        case verifierWrong
        case refreshTokenUnknown
        case refreshTokenExpired
        case refreshTokenReused
        case refreshTokenRevoked
        case refreshTokenClientWrong
        case scopeWidened
        // Device authorization.
        case deviceCodeUnknown
        case deviceCodeClientWrong
        case deviceCodeExpired
        case deviceCodeUsed
        case authorizationPending
        case slowDown
        case userCodeMalformed
        case deviceAlreadyAnswered
        // An upstream provider.
        case metadataMalformed
        case upstreamRefused
        case upstreamAnswerMalformed
        case stateWrong
        case nonceWrong
        // The server.
        case serverFailed
        case serverBusy
    }
}

extension OpenIDError: CustomStringConvertible {
    /// The sentence alone.
    public var description: String { message }
}

/// Foreign text in backticks: cut at 64 characters, with printable ASCII alone, since RFC 6749 §5.2 allows no other in an
/// `error_description`, and without the quotes and backslashes that it forbids.
func quoted(_ text: String) -> String {
    var shown = ""
    for scalar in text.unicodeScalars.prefix(64) {
        let isPlain = (0x20...0x7E).contains(scalar.value) && !["`", "\"", "\\"].contains(scalar)
        shown.unicodeScalars.append(isPlain ? scalar : "?")
    }
    return text.unicodeScalars.count > 64 ? "`\(shown)...`" : "`\(shown)`"
}

/// Whether two texts have the same bytes: `==` would also take what Unicode holds to be equivalent.
func isSame(_ left: String, _ right: String) -> Bool { left.utf8.elementsEqual(right.utf8) }

/// Whether two hashes have the same bytes, in a time that depends on their lengths alone.
func isSameSecret(_ left: [UInt8], _ right: [UInt8]) -> Bool {
    guard left.count == right.count else { return false }
    return zip(left, right).reduce(UInt8(0)) { $0 | ($1.0 ^ $1.1) } == 0
}
