public import GatehouseModel

/// What walking the audit log found.
public struct AuditVerification: Hashable, Sendable {
    /// How many rows were walked without a problem.
    public var rows: Int64
    /// The first row that does not follow from the one before it, in words; `nil` when all do.
    public var problem: String?
    /// Hash of the newest row: note it elsewhere, and a log cut short at its end is found too.
    public var newestHash: String

    /// Makes the finding.
    public init(rows: Int64, problem: String?, newestHash: String) {
        self.rows = rows
        self.problem = problem
        self.newestHash = newestHash
    }
}

/// Reads and verifies the audit log.
public struct AuditService: Sendable {
    private let store: any Store

    /// Makes the service over the store's audit log.
    public init(store: any Store) { self.store = store }

    /// Rows after `sequence`, oldest first; `limit` is brought within 1 to 1,000.
    public func rows(_ tenant: TenantID, after sequence: Int64, limit: Int) async throws -> [AuditRow] {
        try await store.read(tenant) { try $0.auditRows(after: sequence, limit: min(max(limit, 1), 1000)) }
    }

    /// Finds a changed, missing or reordered row.
    public func verify(_ tenant: TenantID) async throws -> AuditVerification {
        var previous: AuditRow?
        while true {
            let after = previous?.sequence ?? 0
            let rows = try await store.read(tenant) { try $0.auditRows(after: after, limit: 1000) }
            guard !rows.isEmpty else { break }
            for row in rows {
                if let problem = Self.problem(with: row, after: previous) {
                    return AuditVerification(rows: previous?.sequence ?? 0, problem: problem, newestHash: row.hash)
                }
                previous = row
            }
        }
        return AuditVerification(rows: previous?.sequence ?? 0, problem: nil, newestHash: previous?.hash ?? "")
    }

    private static func problem(with row: AuditRow, after previous: AuditRow?) -> String? {
        let expected = (previous?.sequence ?? 0) + 1
        guard row.sequence == expected else {
            return "row \(expected) is missing: row \(row.sequence) stands in its place"
        }
        guard AuditChain.row(after: previous, row.entry).hash == row.hash else {
            return "row \(row.sequence) does not fit its hash: it, or the row before it, was changed or moved"
        }
        return nil
    }
}
