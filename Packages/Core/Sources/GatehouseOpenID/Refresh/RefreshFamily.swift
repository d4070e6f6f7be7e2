public import GatehouseModel

/// The refresh tokens that came of one sign-in: one counts at a time, and a spent one that comes again takes all of them
/// back (RFC 9700 §4.14.2).
///
/// Tokens are kept as hashes. What ``present(_:by:successor:at:)`` leaves must be stored before the tokens go out.
public struct RefreshFamily: Hashable, Sendable {
    /// How many spent tokens are remembered; an older one is refused, and told from a foreign one no more.
    public static let memory = 16

    /// Whose they are, and how they are bound.
    public let holder: Holder
    /// No token counts from then on, however often it was exchanged.
    public let expires: Instant
    /// No token counts that long after it was given out.
    public let idleLimit: Duration
    /// How long after an exchange its answer is taken to be lost rather than its token stolen.
    public let grace: Duration
    /// The hash of the token that counts.
    public private(set) var current: [UInt8]
    /// When it was given out.
    public private(set) var issuedAt: Instant
    /// Hashes of tokens that do not count any more, the oldest first.
    public private(set) var spent: [[UInt8]]
    /// The token whose exchange is the last: shown again within the grace, its answer was lost.
    public private(set) var exchanged: Exchange?
    /// Why no token counts, once that is so.
    public private(set) var revocation: Revocation?

    /// Who may show a token.
    public struct Holder: Hashable, Sendable {
        /// The client that the tokens were given to.
        public var clientID: ClientID
        /// SHA-256 of the certificate that they are bound to (RFC 8705 §4); `nil` when they are not.
        public var certificateSHA256: [UInt8]?

        /// A client, with the certificate of its connection where tokens are bound to it.
        public init(clientID: ClientID, certificateSHA256: [UInt8]? = nil) {
            self.clientID = clientID
            self.certificateSHA256 = certificateSHA256
        }
    }

    /// The last exchange of a token.
    public struct Exchange: Hashable, Sendable {
        /// The hash of the token that was exchanged.
        public var hash: [UInt8]
        /// When that was, the first time.
        public var time: Instant

        /// An exchange as it was stored.
        public init(hash: [UInt8], time: Instant) {
            self.hash = hash
            self.time = time
        }
    }

    /// Why a family ended.
    public enum Revocation: String, Hashable, Sendable, CaseIterable {
        /// A spent token came again.
        case reuse
        /// A token came from somebody else.
        case foreignHolder
        /// The person, an administrator or a policy ended it.
        case revoked
    }

    /// A family whose first token has the hash `current`.
    public init(
        holder: Holder, current: [UInt8], at now: Instant, expires: Instant, idleLimit: Duration,
        grace: Duration = .seconds(10)
    ) {
        self.init(
            holder: holder, expires: expires, idleLimit: idleLimit, grace: grace, current: current, issuedAt: now,
            spent: [], exchanged: nil, revocation: nil)
    }

    /// A family as it was stored.
    public init(
        holder: Holder, expires: Instant, idleLimit: Duration, grace: Duration, current: [UInt8], issuedAt: Instant,
        spent: [[UInt8]], exchanged: Exchange?, revocation: Revocation?
    ) {
        self.holder = holder
        self.expires = expires
        self.idleLimit = idleLimit
        self.grace = grace
        self.current = current
        self.issuedAt = issuedAt
        self.spent = spent
        self.exchanged = exchanged
        self.revocation = revocation
    }

    /// What becomes of a token that is shown.
    public enum Outcome: Hashable, Sendable {
        /// The successor counts from now on.
        case rotated
        /// The same, after an answer that was lost: the successor that nobody used is worth nothing any more.
        case repeated
        /// No tokens go out.
        case refused(OpenIDError)
        /// No tokens go out, and whatever the family was worth is taken back: somebody has what is not theirs.
        case revoked(OpenIDError)
    }
}

extension RefreshFamily {
    /// Judges the token of the hash `token` that `holder` shows; `successor` is the hash of the one that it may get.
    public mutating func present(
        _ token: [UInt8], by holder: Holder, successor: [UInt8], at now: Instant
    ) -> Outcome {
        let isCurrent = isSameSecret(token, current)
        guard isCurrent || spent.contains(where: { isSameSecret($0, token) }) else {
            return .refused(OpenIDError(.refreshTokenUnknown, "the refresh token is not known"))
        }
        guard revocation == nil else {
            return .refused(OpenIDError(.refreshTokenRevoked, "the refresh token was revoked"))
        }
        guard holder == self.holder else {
            revocation = .foreignHolder
            return .revoked(
                OpenIDError(.refreshTokenClientWrong, "the refresh token is another application's, or bound elsewhere"))
        }
        guard now < expires, now < issuedAt + idleLimit else {
            return .refused(OpenIDError(.refreshTokenExpired, "the refresh token has expired"))
        }
        if isCurrent {
            exchanged = Exchange(hash: token, time: now)
            replaceCurrent(with: successor, at: now)
            return .rotated
        }
        // Seconds that ran backwards are no grace either.
        if let exchanged, isSameSecret(exchanged.hash, token), exchanged.time <= now, now < exchanged.time + grace {
            replaceCurrent(with: successor, at: now)
            return .repeated
        }
        revocation = .reuse
        return .revoked(
            OpenIDError(.refreshTokenReused, "the refresh token was used before; all of its sign-in are revoked"))
    }

    /// Ends the family; a reason that is there already stays.
    public mutating func revoke() { revocation = revocation ?? .revoked }

    private mutating func replaceCurrent(with successor: [UInt8], at now: Instant) {
        spent.append(current)
        if spent.count > Self.memory { spent.removeFirst(spent.count - Self.memory) }
        current = successor
        issuedAt = now
    }
}
