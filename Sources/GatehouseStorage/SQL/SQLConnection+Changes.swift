import GatehouseModel
import GatehouseService

/// The change feed over all tenants; appending to it is ``SQLTransaction/appendChanges()``.
extension SQLConnection {
    func changes(after sequence: Int64, limit: Int) throws -> [Change] {
        let pruned = try changeCounter().pruned
        guard sequence >= pruned else {
            throw StoreError(.notFound, "changes up to `\(pruned)` are no longer kept")
        }
        return try query(
            """
            SELECT tenant, sequence, kind, id, operation, mark FROM change WHERE sequence > ? ORDER BY sequence LIMIT ?
            """,
            [sequence.sqlValue, limit.sqlValue], isReused: true
        ).map { row in
            var row = row
            return try Change(
                tenant: row.identifier(), sequence: row.integer(), kind: row.word(), id: row.text(),
                operation: row.word(), mark: row.integer())
        }
    }

    func changeCounter() throws -> (newest: Int64, pruned: Int64) {
        guard var row = try query("SELECT newest, pruned FROM change_counter", [], isReused: true).first else {
            throw StoreError(.corrupt, "the change counter is missing")
        }
        return try (row.integer(), row.integer())
    }

    func feedPosition(since seen: FeedPosition?) throws -> FeedPosition {
        let found = try query(
            """
            SELECT counter.newest, counter.pruned, newest.mark, seen.mark FROM change_counter AS counter
            LEFT JOIN change AS newest ON newest.sequence = counter.newest
            LEFT JOIN change AS seen ON seen.sequence = ?
            """,
            [(seen?.sequence ?? 0).sqlValue], isReused: true)
        guard var row = found.first else { throw StoreError(.corrupt, "the change counter is missing") }
        let (newest, pruned) = try (row.integer(), row.integer())
        let position = FeedPosition(sequence: newest, mark: try row.optionalInteger())
        guard let seen else { return position }
        let mark = try row.optionalInteger()
        let isKept = seen.mark == nil || seen.sequence <= pruned || seen.mark == mark
        guard seen.sequence <= newest, isKept else { throw OtherHistory() }
        return position
    }

    func pruneChanges(before sequence: Int64) throws {
        let limit = min(sequence, try changeCounter().newest + 1)
        try execute("DELETE FROM change WHERE sequence < ?", [limit.sqlValue])
        try execute(
            "UPDATE change_counter SET pruned = ?1 WHERE pruned < ?1", [(limit - 1).sqlValue])
    }
}
