public import GatehouseModel

/// Who is signed in, by the sessions that the server keeps.
public struct SessionPersons: SignedInPersons {
    private let store: any Store
    private let sessions: SessionService

    /// Makes the adapter; both are over the same store.
    public init(store: any Store, sessions: SessionService) {
        self.store = store
        self.sessions = sessions
    }

    /// The session of the cookie and whose it is.
    public func session(
        presenting cookie: String, device: DeviceID?, _ tenant: TenantID
    ) async throws -> (session: SignInSession, user: User)? {
        try await sessions.session(presenting: cookie, tenant, device: device)
    }

    /// The person, whose session may have ended since, but not been revoked.
    public func person(
        _ user: UserID, session: SessionID, signedInAt time: Instant, _ tenant: TenantID
    ) async throws -> User? {
        try await store.read(tenant) { work in
            guard let person = try work.user(user), person.isEnabled, time >= person.sessionsValidFrom,
                try work.session(session)?.revokedAt == nil
            else { return nil }
            return person
        }
    }
}
