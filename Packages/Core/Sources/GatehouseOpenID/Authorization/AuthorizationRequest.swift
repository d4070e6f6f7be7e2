/// A request for a person's sign-in and consent that may be answered (RFC 6749 §4.1.1, OpenID Connect Core §3.1.2.1).
public struct AuthorizationRequest: Hashable, Sendable {
    /// Who asks.
    public let clientID: ClientID
    /// Where the answer goes.
    public let target: AnswerTarget
    /// What is asked for; not empty.
    public let scopes: RequestedScopes
    /// Whoever redeems the code must know its verifier.
    public let challenge: CodeChallenge
    /// Comes back in the ID token, so that it is not replayed.
    public let nonce: String?
    /// What the person must see.
    public let prompts: Set<Prompt>
    /// How old the sign-in may be, in seconds; 0 asks for a new one.
    public let maximumAge: Int?
    /// Whom the client expects; to be shown, never believed.
    public let loginHint: String?
    /// An ID token of ours that says whom the client expects; not verified.
    public let idTokenHint: String?
    /// Authentication contexts, in order of preference; voluntary (§5.5.1.1).
    public let contexts: [String]
    /// Claims asked for one by one.
    public let claims: ClaimsRequest
    /// Languages of the pages, in order of preference (BCP 47).
    public let locales: [String]

    /// What `prompt` may ask for.
    public enum Prompt: String, Hashable, Sendable, CaseIterable {
        case none
        case login
        case consent
        case selectAccount = "select_account"
    }

    /// No page may be shown: without a session the answer is an error.
    public var isSilent: Bool { prompts.contains(.none) }

    /// A sign-in that is there already will not do.
    public var asksForNewSignIn: Bool { prompts.contains(.login) || maximumAge == 0 }
}

/// How an answer reaches the client (OAuth 2.0 Multiple Response Types §2.1, Form Post Response Mode).
public enum ResponseMode: String, Hashable, Sendable, CaseIterable {
    case query
    case fragment
    case formPost = "form_post"
}

/// Where an answer goes, once that address was found to be the client's.
public struct AnswerTarget: Hashable, Sendable {
    /// As it was asked for, and registered.
    public let redirectURI: String
    /// How.
    public let mode: ResponseMode
    /// Goes back as it came.
    public let state: String?
}

/// What becomes of an authorization request.
public enum AuthorizationOutcome: Hashable, Sendable {
    /// It may be answered.
    case request(AuthorizationRequest)
    /// The client is told what was wrong.
    case redirect(AuthorizationAnswer)
    /// The person is told, and nobody else: where an answer would go is not known to be the client's.
    case page(OpenIDError)
}
