import GatehouseModel
import GatehouseService

/// The columns of an audit row in the order in which they are written and read.
private enum AuditTable {
    static let columns = ["sequence", "at", "actor", "action", "target", "detail", "hash"]
    static let select = SQLText.select(columns, from: "audit")
    /// Inserts only what follows the newest row.
    static let append = """
        INSERT INTO audit (tenant, \(columns.joined(separator: ", ")))
        SELECT ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8
        WHERE ?2 = 1 + (SELECT coalesce(max(sequence), 0) FROM audit WHERE tenant = ?1)
        """
}

extension SQLRow {
    fileprivate mutating func auditRow() throws -> AuditRow {
        try AuditRow(
            sequence: integer(),
            entry: AuditEntry(at: instant(), actor: text(), action: text(), target: text(), detail: text()),
            hash: text())
    }
}

extension SQLTransaction: AuditReading {
    func auditRows(after sequence: Int64, limit: Int) throws -> [AuditRow] {
        try rows(AuditTable.select + " AND sequence > ? ORDER BY sequence LIMIT ?", sequence, limit) {
            try $0.auditRow()
        }
    }

    func newestAuditRow() throws -> AuditRow? {
        try row(AuditTable.select + " ORDER BY sequence DESC LIMIT 1") { try $0.auditRow() }
    }
}

extension SQLTransaction: AuditWriting {
    /// Refuses a row that leaves a gap or takes a place that is taken.
    func append(_ row: AuditRow) throws {
        let entry = row.entry
        let added = try executeCounting(
            AuditTable.append, row.sequence, entry.at, entry.actor, entry.action, entry.target, entry.detail,
            row.hash)
        guard added == 1 else {
            throw StoreError(.conflict, "audit row `\(row.sequence)` does not follow the newest row")
        }
    }
}
