public import GatehouseModel

/// Asks for people's sign-ins.
public protocol SessionReading {
    /// The session whose cookie has this hash, ended and revoked ones too.
    func session(withHash hash: String) throws -> SignInSession?
    func session(_ id: SessionID) throws -> SignInSession?
    /// Neither revoked nor past their end, the newest first.
    func sessions(of user: UserID, liveAt now: Instant) throws -> [SignInSession]
}

/// Changes people's sign-ins; appends ``Change/Kind/session`` with the id, except for when it was used.
public protocol SessionWriting {
    /// Adds a session by the hash of its cookie: SHA-256 in hexadecimal.
    func insert(_ session: SignInSession, hash: String) throws
    /// Replaces all but the cookie.
    func save(_ session: SignInSession) throws
    /// The cookie from before is nobody's any more.
    func replaceCookie(of id: SessionID, withHash hash: String) throws
    /// Ends every live session of the person but `kept`; answers how many.
    @discardableResult func revokeSessions(of user: UserID, except kept: SessionID?, at now: Instant) throws -> Int
    /// When it was used last; never goes back.
    func noteUse(of id: SessionID, at now: Instant) throws
    /// Forgets sessions that ended before `now`.
    func removeSessions(endedBefore now: Instant) throws
}
