import GatehouseModel
import GatehouseService

/// The columns of keys and states in the order in which they are written and read.
private enum TokenStateTable {
    static let key = ["id", "signs", "public_key", "sealed", "created_at", "signs_from"]
    static let upsertKey = SQLText.upsert(into: "signing_key", key: ["tenant", "id"], ["tenant"] + key)
    static let selectKeys = SQLText.select(key, from: "signing_key")

    static let columns = ["kind", "id", "application", "person", "session", "body", "expires_at"]
    static let insert =
        SQLText.insert(into: "token_state", ["tenant"] + columns) + " ON CONFLICT (tenant, kind, id) DO NOTHING"
    static let upsert = SQLText.upsert(into: "token_state", key: ["tenant", "kind", "id"], ["tenant"] + columns)
    static let select = SQLText.select(columns, from: "token_state")
}

extension SQLRow {
    fileprivate mutating func signingKey() throws -> SigningKey {
        try SigningKey(
            id: text(), use: word(), publicKey: text(), sealed: bytes(), createdAt: instant(), signsFrom: instant())
    }

    fileprivate mutating func tokenState() throws -> TokenState {
        try TokenState(
            kind: word(), id: text(), application: identifier(), user: optionalIdentifier(),
            session: optionalIdentifier(), body: text(), expiresAt: instant())
    }
}

extension SQLTransaction: SigningKeyReading {
    func signingKeys() throws -> [SigningKey] {
        try rows(TokenStateTable.selectKeys + " ORDER BY signs_from, created_at, id") { try $0.signingKey() }
    }
}

extension SQLTransaction: SigningKeyWriting {
    func save(_ key: SigningKey) throws {
        try execute(
            TokenStateTable.upsertKey, key.id, key.use.rawValue, key.publicKey, SQLValue.bytes(key.sealed),
            key.createdAt, key.signsFrom)
        note(.signingKey, key.id)
    }

    func deleteSigningKey(_ id: String) throws {
        try execute("DELETE FROM signing_key WHERE tenant = ? AND id = ?", id)
        note(.signingKey, id, .delete)
    }
}

extension SQLTransaction: TokenStateReading {
    func tokenState(_ kind: TokenState.Kind, _ id: String) throws -> TokenState? {
        try row(TokenStateTable.select + " AND kind = ? AND id = ?", kind.rawValue, id) { try $0.tokenState() }
    }
}

extension SQLTransaction: TokenStateWriting {
    func insertTokenState(_ state: TokenState) throws -> Bool {
        try executeCounting(
            TokenStateTable.insert, state.kind.rawValue, state.id, state.application, state.user, state.session,
            state.body, state.expiresAt) > 0
    }

    func saveTokenState(_ state: TokenState) throws {
        try execute(
            TokenStateTable.upsert, state.kind.rawValue, state.id, state.application, state.user, state.session,
            state.body, state.expiresAt)
    }

    @discardableResult func removeTokenState(_ kind: TokenState.Kind, _ id: String) throws -> Bool {
        try executeCounting(
            "DELETE FROM token_state WHERE tenant = ? AND kind = ? AND id = ?", kind.rawValue, id) > 0
    }

    func removeTokenStates(of user: UserID, exceptThoseOf kept: SessionID?) throws {
        if let kept {
            try execute("DELETE FROM token_state WHERE tenant = ? AND person = ? AND session <> ?", user, kept)
        } else {
            try execute("DELETE FROM token_state WHERE tenant = ? AND person = ?", user)
        }
    }

    func removeTokenStates(endedBefore now: Instant) throws {
        try execute("DELETE FROM token_state WHERE tenant = ? AND expires_at < ?", now)
        try execute(
            """
            DELETE FROM token_state WHERE tenant = ? AND session IN (SELECT ended.id FROM sign_in_session AS ended \
            WHERE ended.tenant = token_state.tenant AND ended.revoked_at IS NOT NULL)
            """)
    }
}
