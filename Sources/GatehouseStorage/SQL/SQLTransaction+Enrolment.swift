import GatehouseModel
import GatehouseService

/// The columns of an enrolment code in the order in which they are written and read.
private enum EnrolmentTable {
    static let columns = [
        "id", "hash", "ownership", "group_names", "uses_allowed", "uses_made", "created_at", "created_by",
        "expires_at", "revoked_at",
    ]
    static let upsert = SQLText.upsert(into: "enrolment_code", key: ["tenant", "id"], ["tenant"] + columns)
    static let select = SQLText.select(columns, from: "enrolment_code")
}

extension SQLRow {
    fileprivate mutating func enrolmentCode() throws -> EnrolmentCode {
        try EnrolmentCode(
            id: identifier(), hash: text(), ownership: word(), groups: texts(), usesAllowed: integer(),
            usesMade: integer(), createdAt: instant(), createdBy: text(), expiresAt: instant(),
            revokedAt: optionalInstant())
    }
}

extension SQLTransaction: EnrolmentReading {
    func enrolmentCode(withHash hash: String) throws -> EnrolmentCode? {
        try row(EnrolmentTable.select + " AND hash = ?", hash) { try $0.enrolmentCode() }
    }

    func enrolmentCode(_ id: CodeID) throws -> EnrolmentCode? {
        try row(EnrolmentTable.select + " AND id = ?", id) { try $0.enrolmentCode() }
    }

    func enrolmentCodes() throws -> [EnrolmentCode] {
        try rows(EnrolmentTable.select + " ORDER BY created_at DESC, id DESC") { try $0.enrolmentCode() }
    }
}

extension SQLTransaction: EnrolmentWriting {
    func save(_ code: EnrolmentCode) throws {
        try execute(
            EnrolmentTable.upsert, code.id, code.hash, code.ownership.rawValue,
            StoredJSON(texts: code.groups).description, code.usesAllowed, code.usesMade, code.createdAt,
            code.createdBy, code.expiresAt, code.revokedAt)
        note(.enrolmentCode, code.id.description)
    }
}
