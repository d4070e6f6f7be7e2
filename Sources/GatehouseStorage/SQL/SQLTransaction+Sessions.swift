import GatehouseModel
import GatehouseService

/// The columns of sessions in the order in which they are written and read.
private enum SessionTable {
    static let columns = [
        "id", "person", "device", "methods", "authenticated_at", "created_at", "last_used_at", "expires_at", "address",
        "user_agent", "revoked_at",
    ]
    static let insert = SQLText.insert(into: "sign_in_session", ["tenant"] + columns + ["hash"])
    static let select = SQLText.select(columns, from: "sign_in_session")
}

extension SQLRow {
    fileprivate mutating func session() throws -> SignInSession {
        let (id, user, device): (SessionID, UserID, DeviceID?) = try (
            identifier(), identifier(), optionalIdentifier()
        )
        let words = try texts()
        let methods = words.compactMap(AuthenticationMethod.init(rawValue:))
        guard methods.count == words.count else {
            throw StoreError(.corrupt, "a stored row cannot be read", detail: "methods of the session \(id)")
        }
        let (authenticatedAt, createdAt, lastUsedAt) = try (instant(), instant(), instant())
        var session = try SignInSession(
            id: id, user: user, device: device, methods: methods, now: createdAt,
            lifetime: instant() - createdAt, address: text(), userAgent: text())
        session.authenticatedAt = authenticatedAt
        session.lastUsedAt = lastUsedAt
        session.revokedAt = try optionalInstant()
        return session
    }
}

extension SQLTransaction: SessionReading {
    func session(withHash hash: String) throws -> SignInSession? {
        try row(SessionTable.select + " AND hash = ?", hash) { try $0.session() }
    }

    func session(_ id: SessionID) throws -> SignInSession? {
        try row(SessionTable.select + " AND id = ?", id) { try $0.session() }
    }

    func sessions(of user: UserID, liveAt now: Instant) throws -> [SignInSession] {
        try rows(
            SessionTable.select
                + " AND person = ? AND revoked_at IS NULL AND expires_at > ? ORDER BY created_at DESC, id DESC",
            user, now
        ) { try $0.session() }
    }
}

extension SQLTransaction: SessionWriting {
    func insert(_ session: SignInSession, hash: String) throws {
        try execute(
            SessionTable.insert, session.id, session.user, session.device, session.storedMethods,
            session.authenticatedAt, session.createdAt, session.lastUsedAt, session.expiresAt, session.address,
            session.userAgent, session.revokedAt, hash)
        note(.session, session.id.description)
    }

    func save(_ session: SignInSession) throws {
        try execute(
            """
            UPDATE sign_in_session SET person = ?3, device = ?4, methods = ?5, authenticated_at = ?6, created_at = ?7,
            last_used_at = ?8, expires_at = ?9, address = ?10, user_agent = ?11, revoked_at = ?12
            WHERE tenant = ?1 AND id = ?2
            """, session.id, session.user, session.device, session.storedMethods, session.authenticatedAt,
            session.createdAt, session.lastUsedAt, session.expiresAt, session.address, session.userAgent,
            session.revokedAt)
        note(.session, session.id.description)
    }

    func replaceCookie(of id: SessionID, withHash hash: String) throws {
        try execute("UPDATE sign_in_session SET hash = ?3 WHERE tenant = ?1 AND id = ?2", id, hash)
        note(.session, id.description)
    }

    func revokeSessions(of user: UserID, except kept: SessionID?, at now: Instant) throws -> Int {
        let ended = try sessions(of: user, liveAt: now).filter { $0.id != kept }
        for var session in ended {
            session.revokedAt = now
            try save(session)
        }
        // Refresh tokens outlive the sessions that they came of.
        try removeTokenStates(of: user, exceptThoseOf: kept)
        return ended.count
    }

    func noteUse(of id: SessionID, at now: Instant) throws {
        try execute(
            "UPDATE sign_in_session SET last_used_at = ?3 WHERE tenant = ?1 AND id = ?2 AND last_used_at < ?3", id, now)
    }

    func removeSessions(endedBefore now: Instant) throws {
        let ids: [SessionID] = try rows(
            "DELETE FROM sign_in_session WHERE tenant = ? AND expires_at < ? RETURNING id", now
        ) { try $0.identifier() }
        for id in ids.sorted() { note(.session, id.description, .delete) }
    }
}

extension SignInSession {
    fileprivate var storedMethods: String { StoredJSON(texts: methods.map(\.rawValue)).description }
}
