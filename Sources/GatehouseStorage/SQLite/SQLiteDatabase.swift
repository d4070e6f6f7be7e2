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
    var place: String { pool.path }
    var load: StoreLoad { queue.load }

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

    /// Readers never wait for each other here.
    func follow<Result: Sendable>(
        _ body: @escaping @Sendable (any SQLConnection) throws -> Result
    ) async throws -> Result {
        try await read(body)
    }

    func write<Result: Sendable>(
        _ body: @escaping @Sendable (any SQLConnection) throws -> Result
    ) async throws -> Result {
        try latch.check()
        return try await withCheckedThrowingContinuation { continuation in
            let write = WaitingWrite(body, telling: continuation)
            do {
                guard try queue.add(write) else { return }
                pool.asyncWriteWithoutTransaction { [self] in drain($0) }
            } catch {
                continuation.resume(throwing: error)
            }
        }
    }

    /// One writer takes what is due: nobody else can.
    func claim<Result: Sendable>(
        _ body: @escaping @Sendable (any SQLConnection) throws -> Result
    ) async throws -> Result {
        try await write(body)
    }

    func alter<Result: Sendable>(
        _ body: @escaping @Sendable (any SQLConnection) throws -> Result
    ) async throws -> Result {
        try await write(body)
    }

    /// Never: no other node writes to the file.
    func listen(_ signal: @escaping @Sendable () -> Void) {}

    private func drain(_ database: Database) {
        GroupCommit { [latch] _ in try SQLiteGroup(database, latch: latch) }.drain(queue)
    }

    func verify() async throws {
        try await examine { database in
            try String.fetchAll(database, sql: "PRAGMA integrity_check(10)").filter { $0 != "ok" }
                + (try Row.fetchAll(database, sql: "PRAGMA foreign_key_check")).map { "foreign key: \($0)" }
        }
    }

    func lookThrough() async throws {
        try await examine { try Self.damage(in: $0) }
    }

    private func examine(_ question: @escaping @Sendable (Database) throws -> [String]) async throws {
        try latch.check()
        do {
            let findings = try await pool.read(question)
            guard findings.isEmpty else {
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
