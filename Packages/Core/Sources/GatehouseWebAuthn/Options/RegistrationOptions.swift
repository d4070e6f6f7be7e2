/// What `navigator.credentials.create()` is asked for: always a credential that can be discovered.
public struct RegistrationOptions: Hashable, Sendable {
    /// Who asks.
    public let relyingParty: RelyingParty
    /// Whose credential it will be.
    public let user: UserEntity
    /// Random, for this registration alone.
    public let challenge: Challenge
    /// The algorithms that are accepted, the best first.
    public let algorithms: [COSEAlgorithm]
    /// How long the browser may take, in milliseconds; a wish.
    public let timeout: Int64
    /// The credentials that the person has already: an authenticator with one of them makes no other.
    public let excludedCredentials: [CredentialDescriptor]
    /// Which authenticators may answer; any when `nil`.
    public let attachment: AuthenticatorAttachment?
    /// Required, unless this is for a second factor.
    public let userVerification: UserVerification
    /// Whether the model is to be proved.
    public let attestation: AttestationConveyance
    /// What the browser should show first.
    public let hints: [CredentialHint]

    /// Refuses an empty list of algorithms and one that is given twice.
    public init(
        relyingParty: RelyingParty, user: UserEntity, challenge: Challenge,
        algorithms: [COSEAlgorithm] = [.es256, .eddsa, .rs256], timeout: Int64 = 300_000,
        excludedCredentials: [CredentialDescriptor] = [], attachment: AuthenticatorAttachment? = nil,
        userVerification: UserVerification = .required, attestation: AttestationConveyance = .none,
        hints: [CredentialHint] = []
    ) throws(WebAuthnError) {
        guard !algorithms.isEmpty, Set(algorithms).count == algorithms.count else {
            throw WebAuthnError(.optionsInvalid, "the algorithms to offer are none, or one is given twice")
        }
        self.relyingParty = relyingParty
        self.user = user
        self.challenge = challenge
        self.algorithms = algorithms
        self.timeout = timeout
        self.excludedCredentials = excludedCredentials
        self.attachment = attachment
        self.userVerification = userVerification
        self.attestation = attestation
        self.hints = hints
    }
}
