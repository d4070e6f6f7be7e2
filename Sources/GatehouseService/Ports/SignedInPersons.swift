public import GatehouseModel

/// Who is signed in, for whoever gives tokens in their name.
public protocol SignedInPersons: Sendable {
    /// The session of the cookie and whose it is; `nil` when nobody is signed in, not any more, or from another device than
    /// the one that the caller proved.
    func session(
        presenting cookie: String, device: DeviceID?, _ tenant: TenantID
    ) async throws -> (session: SignInSession, user: User)?

    /// The person; `nil` when they are disabled or gone, when sign-ins from `time` count no more, or when the session was
    /// revoked.
    func person(
        _ user: UserID, session: SessionID, signedInAt time: Instant, _ tenant: TenantID
    ) async throws -> User?
}
