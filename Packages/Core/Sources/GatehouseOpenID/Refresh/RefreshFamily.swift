public import GatehouseModel

/// The refresh tokens that came of one sign-in: one counts at a time, and any other that comes takes all of them back
/// (RFC 9700 §4.14.2).
///
/// Kept under ``RefreshToken/familyHash(by:)``, with hashes of its tokens. What ``present(_:by:successor:at:)`` leaves
/// is stored by compare-and-swap against what was read, in one unit of work; tokens go out only if that won. Whoever
/// lost reads the family again and presents the token again.
public struct RefreshFamily: Hashable, Sendable {
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
        /// A token came that is of the family and does not count any more.
        case reuse
        /// A token came from another client.
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
            exchanged: nil, revocation: nil)
    }

    /// A family as it was stored.
    public init(
        holder: Holder, expires: Instant, idleLimit: Duration, grace: Duration, current: [UInt8], issuedAt: Instant,
        exchanged: Exchange?, revocation: Revocation?
    ) {
        self.holder = holder
        self.expires = expires
        self.idleLimit = idleLimit
        self.grace = grace
        self.current = current
        self.issuedAt = issuedAt
        self.exchanged = exchanged
        self.revocation = revocation
    }

    /// What becomes of a token that is shown.
    public enum Outcome: Hashable, Sendable {
        /// The successor counts from now on.
        case rotated
        /// The same again: an answer was lost, or two processes share a cache. Where the successor is the one that was
        /// given out, both answers hold it; another one takes its place.
        case repeated
        /// No tokens go out.
        case refused(OpenIDError)
        /// No tokens go out, and whatever the family was worth is taken back: somebody has what is not theirs.
        case revoked(OpenIDError)
    }
}

extension RefreshFamily {
    /// Judges the token of the hash `token` that `holder` shows; `successor` is the hash of the one that it may get, best
    /// of ``RefreshToken/successor(authenticate:)``.
    ///
    /// The family is the one that the token names, so that a token that is neither the current one nor, within the
    /// grace, the one before it was stolen or is stolen goods: the family ends. So it does in another client's hands. A
    /// certificate that does not fit is refused without that, since a bound token is worth nothing without its key.
    public mutating func present(
        _ token: [UInt8], by holder: Holder, successor: [UInt8], at now: Instant
    ) -> Outcome {
        guard revocation == nil else {
            return .refused(OpenIDError(.refreshTokenRevoked, "the refresh token was revoked"))
        }
        guard holder.clientID == self.holder.clientID else {
            revocation = .foreignHolder
            return .revoked(OpenIDError(.refreshTokenClientWrong, "the refresh token is another application's"))
        }
        guard holder.certificateSHA256 == self.holder.certificateSHA256 else {
            return .refused(
                OpenIDError(.refreshTokenClientWrong, "the refresh token is bound to another certificate, or to none"))
        }
        guard now < expires, now < issuedAt + idleLimit else {
            return .refused(OpenIDError(.refreshTokenExpired, "the refresh token has expired"))
        }
        if isSameSecret(token, current) {
            exchanged = Exchange(hash: token, time: now)
            current = successor
            issuedAt = now
            return .rotated
        }
        // Seconds that ran backwards are no grace either.
        if let exchanged, isSameSecret(exchanged.hash, token), exchanged.time <= now, now < exchanged.time + grace {
            if !isSameSecret(successor, current) {
                current = successor
                issuedAt = now
            }
            return .repeated
        }
        revocation = .reuse
        return .revoked(
            OpenIDError(.refreshTokenReused, "the refresh token was used before; all of its sign-in are revoked"))
    }

    /// Ends the family; a reason that is there already stays.
    public mutating func revoke() { revocation = revocation ?? .revoked }
}
