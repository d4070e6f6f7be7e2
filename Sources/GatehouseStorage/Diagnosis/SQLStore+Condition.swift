public import GatehouseModel
public import GatehouseService

extension SQLStore: StoreInspection {
    /// Asks one consistent state.
    public func condition(at now: Instant) async throws -> StoreCondition {
        try await database.read { connection in
            try StoreCondition(
                backlogs: JobQueue.allCases.map { try connection.backlog(of: $0, at: now) },
                bytes: connection.databaseSize())
        }
    }
}

extension SQLConnection {
    /// The first column of the first row, which is a number.
    func number(_ sql: String, _ arguments: [SQLValue] = []) throws -> Int64 {
        var row = try query(sql, arguments, isReused: false).first ?? SQLRow([])
        return try row.integer()
    }

    /// The first column of the first row, which is a text.
    func words(_ sql: String) throws -> String {
        var row = try query(sql, [], isReused: false).first ?? SQLRow([])
        return try row.text()
    }

    func databaseSize() throws -> Int64 {
        try number(dialect.size)
    }

    fileprivate func backlog(of queue: JobQueue, at now: Instant) throws -> StoreCondition.Backlog {
        let served = "EXISTS (SELECT 1 FROM tenant WHERE tenant.id = job.tenant AND tenant.state = 'active')"
        var row =
            try query(
                """
                SELECT count(*), min(due_at) FROM job
                WHERE queue = ?1 AND due_at <= ?2 AND (locked_until IS NULL OR locked_until <= ?2) AND \(served)
                """, [queue.rawValue.sqlValue, now.sqlValue], isReused: true
            ).first ?? SQLRow([])
        let due = Int(try row.integer())
        let oldest = try row.optionalInstant()
        let failing = try number(
            "SELECT count(*) FROM job WHERE queue = ? AND last_error <> ''", [queue.rawValue.sqlValue])
        return StoreCondition.Backlog(queue: queue, due: due, oldestDue: oldest, failing: Int(failing))
    }
}
