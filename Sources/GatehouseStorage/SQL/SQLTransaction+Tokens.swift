import GatehouseModel
import GatehouseService

/// The columns of tokens in the order in which they are written and read.
private enum TokenTable {
    static let api = ["id", "name", "role", "hash", "created_at", "expires_at", "revoked_at"]
    static let upsertAPI = SQLText.upsert(into: "api_token", key: ["tenant", "id"], ["tenant"] + api)
    static let selectAPI = SQLText.select(api, from: "api_token")

    static let device = ["hash", "device", "expires_at"]
    static let upsertDevice = SQLText.upsert(into: "device_token", key: ["tenant", "hash"], ["tenant"] + device)
    static let selectDevice = SQLText.select(device, from: "device_token")
}

extension SQLRow {
    fileprivate mutating func apiToken() throws -> APIToken {
        try APIToken(
            id: identifier(), name: text(), role: text(), hash: text(), createdAt: instant(), expiresAt: instant(),
            revokedAt: optionalInstant())
    }

    fileprivate mutating func deviceToken() throws -> DeviceToken {
        try DeviceToken(hash: text(), device: identifier(), expiresAt: instant())
    }
}

extension SQLTransaction: TokenReading {
    func apiTokens() throws -> [APIToken] {
        try rows(TokenTable.selectAPI + " ORDER BY created_at, id") { try $0.apiToken() }
    }

    func apiToken(withHash hash: String) throws -> APIToken? {
        try row(TokenTable.selectAPI + " AND hash = ?", hash) { try $0.apiToken() }
    }

    func apiToken(_ id: TokenID) throws -> APIToken? {
        try row(TokenTable.selectAPI + " AND id = ?", id) { try $0.apiToken() }
    }

    func deviceToken(withHash hash: String) throws -> DeviceToken? {
        try row(TokenTable.selectDevice + " AND hash = ?", hash) { try $0.deviceToken() }
    }

    func deviceTokens(liveAt now: Instant) throws -> [DeviceToken] {
        try rows(TokenTable.selectDevice + " AND expires_at > ? ORDER BY hash", now) { try $0.deviceToken() }
    }
}

extension SQLTransaction: TokenWriting {
    func save(_ token: APIToken) throws {
        try execute(
            TokenTable.upsertAPI, token.id, token.name, token.role, token.hash, token.createdAt, token.expiresAt,
            token.revokedAt)
        note(.token, token.id.description)
    }

    func save(_ token: DeviceToken) throws {
        try execute(TokenTable.upsertDevice, token.hash, token.device, token.expiresAt)
        note(.deviceToken, token.hash)
    }

    func removeDeviceTokens(of device: DeviceID) throws {
        try removeDeviceTokens("device = ?", device)
    }

    func removeDeviceTokens(endedBefore now: Instant) throws {
        try removeDeviceTokens("expires_at < ?", now)
    }

    private func removeDeviceTokens(_ condition: String, _ argument: any SQLBindable) throws {
        let hashes = try rows(
            "DELETE FROM device_token WHERE tenant = ? AND \(condition) RETURNING hash", argument
        ) { try $0.text() }
        for hash in hashes.sorted() { note(.deviceToken, hash, .delete) }
    }
}
