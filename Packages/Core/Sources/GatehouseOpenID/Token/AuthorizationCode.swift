public import GatehouseModel

/// A code that stands for one sign-in, and is worth tokens once (RFC 6749 §4.1.2).
///
/// Kept under the hash of its text. What ``redeem(redirectURI:verifier:by:at:hash:)`` leaves is stored by
/// compare-and-swap against what was read, in one unit of work, also when it refuses; tokens go out only if that won.
/// Whoever lost reads the code again and redeems it again, and finds it spent.
public struct AuthorizationCode: Hashable, Sendable {
    /// Whose it is.
    public let clientID: ClientID
    /// Where it went.
    public let redirectURI: String
    /// Whoever redeems it must know the verifier.
    public let challenge: CodeChallenge
    /// From then on it counts no more; a minute after it was made, ten at most.
    public let expires: Instant
    /// It was shown, rightly or not: it is worth nothing any more.
    public private(set) var isSpent: Bool

    /// A code as it was made, or stored.
    public init(
        clientID: ClientID, redirectURI: String, challenge: CodeChallenge, expires: Instant, isSpent: Bool = false
    ) {
        self.clientID = clientID
        self.redirectURI = redirectURI
        self.challenge = challenge
        self.expires = expires
        self.isSpent = isSpent
    }

    /// What becomes of a code that is shown.
    public enum Outcome: Hashable, Sendable {
        /// Tokens go out.
        case granted
        /// None do.
        case refused(OpenIDError)
        /// None do, and what the code was worth before is taken back (RFC 6749 §4.1.2): somebody else has it too.
        case revoke(OpenIDError)
    }

    /// Judges a code that `client` shows, and spends it: whoever shows it with anything wrong should not have it, so that
    /// there is no second guess.
    public mutating func redeem(
        redirectURI: String, verifier: CodeVerifier, by client: AuthenticatedClient, at now: Instant,
        hash: ([UInt8]) -> [UInt8]
    ) -> Outcome {
        guard !isSpent else { return .revoke(OpenIDError(.codeReused, "the code was redeemed before")) }
        isSpent = true
        guard now < expires else { return .refused(OpenIDError(.codeExpired, "the code expired at \(expires)")) }
        guard client.id == clientID else {
            return .refused(OpenIDError(.codeClientWrong, "the code was made for another application"))
        }
        guard isSame(redirectURI, self.redirectURI) else {
            return .refused(
                OpenIDError(.codeRedirectWrong, "`redirect_uri` is not the one that the code went to"))
        }
        guard challenge.accepts(verifier, hash: hash) else {
            return .refused(OpenIDError(.verifierWrong, "`code_verifier` does not fit the challenge of the sign-in"))
        }
        return .granted
    }
}
