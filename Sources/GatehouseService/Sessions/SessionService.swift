public import GatehouseModel

/// People's sign-ins in browsers: kept by the server, and known to the browser by a random name alone.
public struct SessionService: Sendable {
    /// A use is noted when the last one is so long ago, so that not every request writes.
    static let noteAfter = Duration.seconds(60)

    private let store: any Store
    private let clock: Clock
    private let limits: SessionLimits

    /// Makes the service; `clock` decides when sessions end.
    public init(store: any Store, clock: Clock, limits: SessionLimits = SessionLimits()) {
        self.store = store
        self.clock = clock
        self.limits = limits
    }

    /// Who holds the cookie, in the tenant and from the device; `nil` when nobody is signed in.
    ///
    /// That is so for a cookie of another tenant or of nobody, when the session ended, was revoked or not used for too
    /// long, began before ``GatehouseModel/User/sessionsValidFrom``, or belongs to another device than the one that the
    /// caller proved, and when its person is gone or disabled.
    public func session(
        presenting cookie: String, _ tenant: TenantID, device: DeviceID?
    ) async throws -> (session: SignInSession, user: User)? {
        guard let cookie = SessionCookie(cookie), cookie.tenant == tenant else { return nil }
        let now = clock.now
        let hash = cookie.hash
        let found = try await store.read(tenant) { work -> (SignInSession, User)? in
            guard try work.ownTenant()?.state == .active, let session = try work.session(withHash: hash),
                let user = try work.user(session.user)
            else { return nil }
            return (session, user)
        }
        guard let (session, user) = found, session.isLive(at: now, limits), user.mayUse(session),
            session.device == nil || session.device == device
        else { return nil }
        if now - session.lastUsedAt >= Self.noteAfter {
            try await store.write(tenant) { try $0.noteUse(of: session.id, at: now) }
        }
        return (session, user)
    }

    /// The person's sessions that can still be used, the newest first.
    public func list(_ tenant: TenantID, of user: UserID) async throws -> [SignInSession] {
        let now = clock.now
        let (sessions, person) = try await store.read(tenant) { work in
            (try work.sessions(of: user, liveAt: now), try work.user(user))
        }
        guard let person else { return [] }
        return sessions.filter { $0.isLive(at: now, limits) && person.mayUse($0) }
    }

    /// The same for the person of this id or name; refuses one that is not there.
    public func list(_ tenant: TenantID, named user: String) async throws -> [SignInSession] {
        try await list(tenant, of: store.read(tenant) { try $0.person(user).id })
    }

    /// Ends a session at once, on every node; one of another person than `owner`, if that is given, is not there.
    public func revoke(
        _ id: SessionID, _ tenant: TenantID, of owner: UserID? = nil, actor: String
    ) async throws {
        let now = clock.now
        try await store.write(tenant) { work in
            guard var session = try work.session(id), owner == nil || session.user == owner else {
                throw ServiceError(.notFound, "there is no session `\(id)`")
            }
            guard session.revokedAt == nil else { return }
            session.revokedAt = now
            try work.save(session)
            try work.audit(
                AuditEntry(
                    at: now, actor: actor, action: "session.revoke", target: "session/\(id)",
                    detail: "of the user \(session.user)"))
        }
    }

    /// Ends the session of the cookie at once, whatever device it is shown from; nothing happens where there is none.
    public func end(presenting cookie: String, _ tenant: TenantID) async throws {
        guard let cookie = SessionCookie(cookie), cookie.tenant == tenant else { return }
        let now = clock.now
        try await store.write(tenant) { work in
            guard var session = try work.session(withHash: cookie.hash), session.revokedAt == nil else { return }
            session.revokedAt = now
            try work.save(session)
            let person = try work.user(session.user)?.userName ?? session.user.description
            try work.audit(
                AuditEntry(
                    at: now, actor: "user:\(person)", action: "session.revoke", target: "session/\(session.id)",
                    detail: "signed out"))
        }
    }

    /// Ends every session of the person but `kept`; answers how many there were.
    @discardableResult public func revokeAll(
        _ tenant: TenantID, of user: UserID, except kept: SessionID? = nil, actor: String
    ) async throws -> Int {
        let now = clock.now
        return try await store.write(tenant) { work in
            let count = try work.revokeSessions(of: user, except: kept, at: now)
            guard count > 0 else { return 0 }
            try work.audit(
                AuditEntry(
                    at: now, actor: actor, action: "session.revoke", target: "user/\(user)",
                    detail: "\(count) sessions"))
            return count
        }
    }

    /// Begins a session within a unit of work; the one that the browser presented until now ends, so that no name that
    /// was known before the sign-in is worth anything after it.
    func begin(
        _ request: SignInRequest, user: UserID, methods: [AuthenticationMethod], in work: any StoreWriting,
        at now: Instant
    ) throws -> (session: SignInSession, cookie: SessionCookie) {
        if let former = request.formerCookie.flatMap(SessionCookie.init), former.tenant == work.tenant,
            var old = try work.session(withHash: former.hash), old.revokedAt == nil
        {
            old.revokedAt = now
            try work.save(old)
        }
        let session = SignInSession(
            id: .random(), user: user, device: request.device, methods: methods, now: now, lifetime: limits.absolute,
            address: request.address, userAgent: String(request.userAgent.prefix(200)))
        let cookie = SessionCookie.fresh(of: work.tenant)
        try work.insert(session, hash: cookie.hash)
        return (session, cookie)
    }
}

extension SignInSession {
    func isLive(at now: Instant, _ limits: SessionLimits) -> Bool {
        revokedAt == nil && now < expiresAt && now - lastUsedAt < limits.idle
    }
}

extension User {
    fileprivate func mayUse(_ session: SignInSession) -> Bool {
        isEnabled && session.authenticatedAt >= sessionsValidFrom
    }
}
