import GRDB
import GatehouseModel
import GatehouseService

/// One connection of SQLite during one unit of work.
///
/// On a connection that writes, the unit begins a savepoint with its first change, so that a unit that only asks costs
/// none. Not `Sendable`: it lives inside the closure that it was given to.
final class SQLiteConnection: UnitConnection {
    private let database: Database
    private let latch: CorruptionLatch
    private var hasSavepoint = false
    /// Why the whole transaction is gone: SQLite ends it by itself when the disk is full or fails.
    private(set) var loss: StoreError?
    /// Never: a savepoint costs next to nothing here, so each unit has one.
    var needsCare: Bool { false }
    /// The first statement's error: PostgreSQL would end the unit of work by it, so it ends here too.
    private var refusal: StoreError?

    init(_ database: Database, latch: CorruptionLatch) {
        self.database = database
        self.latch = latch
    }

    var dialect: SQLDialect { .sqlite }

    func execute(_ sql: String, _ arguments: [SQLValue]) throws {
        _ = try executeCounting(sql, arguments)
    }

    func executeCounting(_ sql: String, _ arguments: [SQLValue]) throws -> Int {
        try guarded {
            let statement = try database.cachedStatement(sql: sql)
            try beginPart(before: statement)
            return try statement.run(arguments)
        }
    }

    func query(_ sql: String, _ arguments: [SQLValue], isReused: Bool) throws -> [SQLRow] {
        try guarded {
            let statement =
                isReused ? try database.cachedStatement(sql: sql) : try database.makeStatement(sql: sql)
            try beginPart(before: statement)
            return try statement.rows(arguments)
        }
    }

    /// Nothing: the answer is in memory or on this machine's disk.
    func foresee(_ questions: [SQLQuestion]) {}

    /// Nobody else is told: one node uses the file.
    func append(_ changes: [FeedEntry]) throws {
        let taken = try query(
            "UPDATE change_counter SET newest = newest + ? RETURNING newest", [changes.count.sqlValue], isReused: true)
        guard var row = taken.first else { throw StoreError(.corrupt, "the change counter is missing") }
        let first = try row.integer() - Int64(changes.count) + 1
        for (change, sequence) in zip(changes, first...) {
            try execute(SQLText.insert(into: "change", FeedEntry.columns), change.values(sequence))
        }
    }

    func keepPart() throws {
        if let refusal { throw refusal }
        guard hasSavepoint else { return }
        try guarded { _ = try database.cachedStatement(sql: "RELEASE unit").run([]) }
        hasSavepoint = false
    }

    func undoPart() {
        guard hasSavepoint, loss == nil else { return }
        hasSavepoint = false
        refusal = nil
        do {
            try guarded {
                _ = try database.cachedStatement(sql: "ROLLBACK TO unit").run([])
                _ = try database.cachedStatement(sql: "RELEASE unit").run([])
            }
        } catch {
            loss = error as? StoreError ?? StoreError(.failed, "the store failed")
        }
    }

    private func beginPart(before statement: Statement) throws {
        guard !hasSavepoint, !statement.isReadonly else { return }
        _ = try database.cachedStatement(sql: "SAVEPOINT unit").run([])
        hasSavepoint = true
    }

    /// After the transaction was lost no statement runs: it would be a transaction of its own.
    private func guarded<Result>(_ body: () throws -> Result) throws -> Result {
        if let error = loss ?? refusal { throw error }
        do {
            return try body()
        } catch let error as DatabaseError {
            let mapped = latch.noting(StoreError(error))
            refusal = mapped
            if !database.isInsideTransaction || mapped.code == .corrupt { loss = mapped }
            throw mapped
        } catch let error as StoreError {
            refusal = error
            throw error
        }
    }
}
