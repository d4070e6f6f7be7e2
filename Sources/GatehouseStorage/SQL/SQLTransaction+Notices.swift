import GatehouseModel
import GatehouseService

/// The columns of a notice in the order in which they are written and read.
private enum NoticeTable {
    static let columns = [
        "id", "dedup_key", "kind", "device", "state", "particulars", "created_at", "updated_at",
    ]
    static let insert =
        SQLText.insert(into: "notice", ["tenant"] + columns) + " ON CONFLICT (tenant, dedup_key) DO NOTHING"
    static let select = SQLText.select(columns, from: "notice")
    static let list = ListSource(
        name: "notices", columns: columns, from: "notice", tenant: "tenant",
        fields: [
            "id": .init("id", .identifier), "kind": .init("kind", .text), "state": .init("state", .text),
            "device": .init("device", .identifier, isNullable: true), "createdAt": .init("created_at", .instant),
            "updatedAt": .init("updated_at", .instant),
        ],
        defaultOrder: [.init(field: "createdAt", isDescending: true)])
}

/// The columns of a message in the order in which they are written and read.
private enum NoticeMessageTable {
    static let columns = [
        "id", "notice", "channel", "recipient", "locale", "state", "attempts", "problem", "updated_at",
    ]
    static let upsert = SQLText.upsert(into: "notice_message", key: ["tenant", "id"], ["tenant"] + columns)
    static let select = SQLText.select(columns, from: "notice_message")
}

extension SQLRow {
    fileprivate mutating func notice() throws -> Notice {
        let id: NoticeID = try identifier()
        let (key, kind): (String, Notice.Kind) = try (text(), word())
        let device: DeviceID? = try optionalIdentifier()
        let (state, particulars): (Notice.State, String) = try (word(), text())
        let (createdAt, updatedAt) = try (instant(), instant())
        var notice = Notice(id: id, kind: kind, key: key, createdAt: createdAt, channels: [])
        notice.state = state
        notice.updatedAt = updatedAt
        guard NoticeCoding.decode(particulars, device: device, into: &notice) else {
            throw StoreError(.corrupt, "a stored row cannot be read", detail: "particulars of notice \(id)")
        }
        return notice
    }

    fileprivate mutating func noticeMessage() throws -> NoticeMessage {
        try NoticeMessage(
            id: identifier(), notice: identifier(), channel: text(), recipient: text(), locale: text(), state: word(),
            attempts: integer(), problem: text(), updatedAt: instant())
    }
}

extension SQLTransaction: NoticeReading {
    func notice(_ id: NoticeID) throws -> Notice? {
        try row(NoticeTable.select + " AND id = ?", id) { try $0.notice() }
    }

    func notice(withKey key: String) throws -> Notice? {
        try row(NoticeTable.select + " AND dedup_key = ?", key) { try $0.notice() }
    }

    func notices(_ query: ListQuery) throws -> Page<Notice> {
        try page(of: NoticeTable.list, query) { try $0.notice() }
    }

    func noticeMessage(_ id: NoticeMessageID) throws -> NoticeMessage? {
        try row(NoticeMessageTable.select + " AND id = ?", id) { try $0.noticeMessage() }
    }

    func noticeMessages(of notice: NoticeID) throws -> [NoticeMessage] {
        try rows(NoticeMessageTable.select + " AND notice = ? ORDER BY id", notice) { try $0.noticeMessage() }
    }

    func noticeCounts() throws -> [Notice.State: Int] {
        let counts = try rows("SELECT state, count(*) FROM notice WHERE tenant = ? GROUP BY state") { row in
            let state: Notice.State = try row.word()
            return (state, Int(try row.integer()))
        }
        return Dictionary(uniqueKeysWithValues: counts)
    }
}

extension SQLTransaction: NoticeWriting {
    func insert(_ notice: Notice) throws -> Bool {
        try executeCounting(
            NoticeTable.insert, notice.id, notice.key, notice.kind.rawValue, notice.device?.id,
            notice.state.rawValue, NoticeCoding.encode(notice), notice.createdAt, notice.updatedAt) == 1
    }

    func saveState(_ state: Notice.State, of notice: NoticeID, at instant: Instant) throws {
        try execute(
            "UPDATE notice SET state = ?3, updated_at = ?4 WHERE tenant = ?1 AND id = ?2", notice, state.rawValue,
            instant)
    }

    func save(_ message: NoticeMessage) throws {
        try execute(
            NoticeMessageTable.upsert, message.id, message.notice, message.channel, message.recipient,
            message.locale, message.state.rawValue, message.attempts, message.problem, message.updatedAt)
    }

    func removeMessage(_ id: NoticeMessageID) throws {
        try execute("DELETE FROM notice_message WHERE tenant = ? AND id = ?", id)
    }

    func removeNotices(before instant: Instant) throws {
        try execute("DELETE FROM notice WHERE tenant = ? AND created_at < ? AND state <> 'queued'", instant)
    }
}

extension SQLTransaction: SecretReading {
    private static let select = SQLText.select(["name", "sealed", "updated_at"], from: "secret")

    func secret(_ name: String) throws -> SealedSecret? {
        try row(Self.select + " AND name = ?", name) { row in
            try SealedSecret(name: row.text(), sealed: row.bytes(), updatedAt: row.instant())
        }
    }

    func secrets() throws -> [SealedSecret] {
        try rows(Self.select + " ORDER BY name") { row in
            try SealedSecret(name: row.text(), sealed: row.bytes(), updatedAt: row.instant())
        }
    }
}

extension SQLTransaction: SecretWriting {
    func save(_ secret: SealedSecret) throws {
        try execute(
            SQLText.upsert(into: "secret", key: ["tenant", "name"], ["tenant", "name", "sealed", "updated_at"]),
            secret.name, SQLValue.bytes(secret.sealed), secret.updatedAt)
    }

    func deleteSecret(_ name: String) throws -> Bool {
        try executeCounting("DELETE FROM secret WHERE tenant = ? AND name = ?", name) == 1
    }
}
