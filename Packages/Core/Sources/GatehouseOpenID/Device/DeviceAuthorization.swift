public import GatehouseModel

/// A sign-in that a device waits for and a person gives elsewhere, from the first question to the tokens (RFC 8628).
///
/// What ``poll(by:at:)`` leaves is stored by compare-and-swap against what was read, in one unit of work, also when it
/// refuses: the wait grows with every question too many. Tokens go out only if that won; whoever lost reads and polls
/// again. The same holds of ``answer(_:at:)``.
public struct DeviceAuthorization: Hashable, Sendable {
    /// How much longer a device must wait after it asked too soon (§3.5).
    public static let slowDown = Duration.seconds(5)
    /// How long the wait may become.
    public static let longestInterval = Duration.seconds(60)
    /// How much too soon a question may be without a word: networks deliver unevenly.
    public static let leeway = Duration.seconds(1)

    /// Who asks.
    public let clientID: ClientID
    /// From then on neither code counts.
    public let expires: Instant
    /// How long to wait between questions, now.
    public private(set) var interval: Duration
    /// When the device asked last.
    public private(set) var lastPoll: Instant?
    /// What was decided.
    public private(set) var state: State

    /// Where the sign-in stands.
    public enum State: Hashable, Sendable {
        /// Nobody has answered.
        case pending
        /// Somebody signed in: the name under which the sign-in is kept.
        case approved(signIn: String)
        /// Somebody said no.
        case denied
        /// The tokens went out.
        case redeemed
    }

    /// A sign-in that begins, or one as it was stored.
    public init(
        clientID: ClientID, expires: Instant, interval: Duration = .seconds(5), lastPoll: Instant? = nil,
        state: State = .pending
    ) {
        self.clientID = clientID
        self.expires = expires
        self.interval = interval
        self.lastPoll = lastPoll
        self.state = state
    }

    /// What a question of the device gets.
    public enum Poll: Hashable, Sendable {
        /// The tokens of this sign-in, once.
        case granted(signIn: String)
        /// Why there are none, or not yet.
        case refused(OpenIDError)
    }

    /// Takes the person's answer; refuses one that comes too late, and a second one.
    public mutating func answer(_ answer: Answer, at now: Instant) throws(OpenIDError) {
        guard now < expires else { throw Self.expired }
        guard state == .pending else {
            throw OpenIDError(.deviceAlreadyAnswered, "the code was answered before")
        }
        switch answer {
        case .approve(let signIn): state = .approved(signIn: signIn)
        case .deny: state = .denied
        }
    }

    /// What a person says.
    public enum Answer: Hashable, Sendable {
        /// Yes, with this sign-in.
        case approve(signIn: String)
        /// No.
        case deny
    }

    /// Answers a question of the device; a grant counts once.
    public mutating func poll(by clientID: ClientID, at now: Instant) -> Poll {
        guard clientID == self.clientID else {
            return .refused(OpenIDError(.deviceCodeClientWrong, "the device code was made for another application"))
        }
        guard now < expires else { return .refused(Self.expired) }
        switch state {
        case .redeemed: return .refused(OpenIDError(.deviceCodeUsed, "the device code was used before"))
        case .denied: return .refused(OpenIDError(.accessDenied, "the person declined"))
        case .approved(let signIn):
            state = .redeemed
            return .granted(signIn: signIn)
        case .pending: return .refused(wait(now))
        }
    }

    private mutating func wait(_ now: Instant) -> OpenIDError {
        defer { lastPoll = now }
        if let lastPoll, now + Self.leeway < lastPoll + interval {
            interval = min(interval + Self.slowDown, Self.longestInterval)
            return OpenIDError(.slowDown, "the device asks more often than every \(interval.text)")
        }
        return OpenIDError(.authorizationPending, "nobody has entered the code yet")
    }

    private static let expired = OpenIDError(.deviceCodeExpired, "the code has expired")
}
