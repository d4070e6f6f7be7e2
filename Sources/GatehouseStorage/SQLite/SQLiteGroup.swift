import GRDB
import GatehouseService

/// A group's transaction on SQLite: one `fdatasync` for all of its units.
struct SQLiteGroup: GroupTransaction {
    private let database: Database
    private let latch: CorruptionLatch

    /// Begins it.
    init(_ database: Database, latch: CorruptionLatch) throws {
        self.database = database
        self.latch = latch
        try latch.check()
        try mapped { try database.beginTransaction(.immediate) }
    }

    func nextUnit() -> any UnitConnection { SQLiteConnection(database, latch: latch) }

    func commit() throws { try mapped { try database.commit() } }

    func abandon() {
        if database.isInsideTransaction { try? database.rollback() }
    }

    private func mapped(_ body: () throws -> Void) throws {
        do {
            try body()
        } catch let error as DatabaseError {
            throw latch.noting(StoreError(error))
        }
    }
}
