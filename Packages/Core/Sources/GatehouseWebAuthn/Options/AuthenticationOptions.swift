/// What `navigator.credentials.get()` is asked for.
public struct AuthenticationOptions: Hashable, Sendable {
    /// Who asks.
    public let relyingParty: RelyingParty
    /// Random, for this sign-in alone.
    public let challenge: Challenge
    /// How long the browser may take, in milliseconds; a wish.
    public let timeout: Int64
    /// The credentials that may answer; when empty, any that the authenticator can discover.
    public let allowedCredentials: [CredentialDescriptor]
    /// Required, unless this is for a second factor.
    public let userVerification: UserVerification
    /// What the browser should show first.
    public let hints: [CredentialHint]

    /// Options as they are: nothing of them can be wrong.
    public init(
        relyingParty: RelyingParty, challenge: Challenge, timeout: Int64 = 300_000,
        allowedCredentials: [CredentialDescriptor] = [], userVerification: UserVerification = .required,
        hints: [CredentialHint] = []
    ) {
        self.relyingParty = relyingParty
        self.challenge = challenge
        self.timeout = timeout
        self.allowedCredentials = allowedCredentials
        self.userVerification = userVerification
        self.hints = hints
    }
}
