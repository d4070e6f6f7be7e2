import GRDB
import GatehouseService

/// SQLite in one file: many readers, one writer that commits in groups.
final class SQLiteDatabase: SQLDatabase {
    let pool: DatabasePool
    private let queue: CommitQueue
    let latch: CorruptionLatch

    init(pool: DatabasePool, queue: CommitQueue, latch: CorruptionLatch) {
        self.pool = pool
        self.queue = queue
        self.latch = latch
    }

    var dialect: SQLDialect { .sqlite }

    func read<Result: Sendable>(
        _ body: @escaping @Sendable (any SQLConnection) throws -> Result
    ) async throws -> Result {
        try latch.check()
        do {
            return try await pool.read { [latch] database in
                let connection = SQLiteConnection(database, latch: latch)
                let result = try body(connection)
                if let loss = connection.loss { throw loss }
                return result
            }
        } catch let error as DatabaseError {
            throw latch.noting(StoreError(error))
        }
    }

    func write<Result: Sendable>(
        _ body: @escaping @Sendable (any SQLConnection) throws -> Result
    ) async throws -> Result {
        try latch.check()
        return try await withCheckedThrowingContinuation { continuation in
            let write = WaitingWrite(
                run: { connection in
                    let result = try body(connection)
                    return { continuation.resume(returning: result) }
                },
                fail: { continuation.resume(throwing: $0) })
            do {
                guard try queue.add(write) else { return }
                pool.asyncWriteWithoutTransaction { [self] in drain($0) }
            } catch {
                continuation.resume(throwing: error)
            }
        }
    }

    private func drain(_ database: Database) {
        while let writes = queue.next() { GroupCommit(database, latch: latch).commit(writes) }
    }

    func verify() async throws {
        try latch.check()
        do {
            let findings = try await pool.read { database in
                try String.fetchAll(database, sql: "PRAGMA integrity_check(10)")
                    + (try Row.fetchAll(database, sql: "PRAGMA foreign_key_check")).map { "foreign key: \($0)" }
            }
            guard findings == ["ok"] else {
                throw latch.noting(
                    StoreError(.corrupt, "the database file is damaged", detail: findings.joined(separator: "; ")))
            }
        } catch let error as DatabaseError {
            throw latch.noting(StoreError(error))
        }
    }

    /// The writer works in order, so that whatever was accepted is committed before the log is folded into the file.
    func close() async throws {
        guard queue.close() else { return }
        await withCheckedContinuation { continuation in
            pool.asyncWriteWithoutTransaction { database in
                // A reader may still hold the log; then the next start folds it in.
                _ = try? database.checkpoint(.truncate)
                continuation.resume()
            }
        }
        do {
            try pool.close()
        } catch let error as DatabaseError {
            throw StoreError(error)
        }
    }
}
