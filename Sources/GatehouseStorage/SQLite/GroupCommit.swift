import GRDB
import GatehouseService

/// Commits several units of work in one transaction: one `fdatasync` for all of them.
struct GroupCommit {
    private let database: Database
    private let latch: CorruptionLatch

    init(_ database: Database, latch: CorruptionLatch) {
        self.database = database
        self.latch = latch
    }

    /// Runs every write and tells each caller how it ended; callers hear of success only after the commit.
    ///
    /// A write that throws takes back its own part alone. When SQLite itself ends the transaction, or the commit
    /// fails, nothing of the group was kept and every caller hears why.
    func commit(_ writes: [WaitingWrite]) {
        var accepted = [@Sendable () -> Void]()
        var refused = [(write: WaitingWrite, error: any Error)]()
        do {
            try latch.check()
            try database.beginTransaction(.immediate)
            for write in writes {
                let connection = SQLiteConnection(database, latch: latch)
                do {
                    let tell = try write.run(connection)
                    try connection.keepPart()
                    accepted.append(tell)
                } catch {
                    connection.undoPart()
                    refused.append((write, error))
                }
                if let loss = connection.loss { throw loss }
            }
            try database.commit()
        } catch {
            abandon(writes, because: (error as? DatabaseError).map { latch.noting(StoreError($0)) } ?? error)
            return
        }
        for tell in accepted { tell() }
        for (write, error) in refused { write.fail(error) }
    }

    private func abandon(_ writes: [WaitingWrite], because error: any Error) {
        if database.isInsideTransaction { try? database.rollback() }
        for write in writes { write.fail(error) }
    }
}
