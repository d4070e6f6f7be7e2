import Foundation
import GRDB
import GatehouseService

extension SQLiteDatabase {
    /// Opens or creates the file, readable by its owner alone.
    ///
    /// A log that is not empty was left by a process that did not close: then every page is looked at first, and a
    /// damaged file is refused.
    static func open(path: String, queue: CommitQueue = CommitQueue()) throws(StoreError) -> SQLiteDatabase {
        let files = FileManager.default
        let log = try? files.attributesOfItem(atPath: path + "-wal")[.size] as? Int
        if !files.fileExists(atPath: path) {
            _ = files.createFile(atPath: path, contents: nil, attributes: [.posixPermissions: 0o600])
        }
        do {
            let pool = try DatabasePool(path: path, configuration: configuration)
            try pool.writeWithoutTransaction { database in
                // GRDB has set NORMAL when it switched to the log; a commit must outlive power loss.
                try database.execute(sql: "PRAGMA synchronous = FULL")
                if let log, log > 0 { try check(database) }
                // Without figures of how rows are spread, every index looks as good as the next; with a full disk
                // there are none.
                try? database.execute(sql: "PRAGMA analysis_limit = 400; ANALYZE")
            }
            return SQLiteDatabase(pool: pool, queue: queue, latch: CorruptionLatch())
        } catch let error as DatabaseError {
            throw StoreError(error)
        } catch {
            throw error as? StoreError ?? StoreError(.failed, "the store cannot be opened", detail: "\(error)")
        }
    }

    private static func check(_ database: Database) throws {
        let findings = try damage(in: database)
        guard findings.isEmpty else {
            throw StoreError(.corrupt, "the database file is damaged", detail: findings.joined(separator: "; "))
        }
    }

    /// What is wrong with the pages of the file, each of which is looked at; nothing where all is well.
    static func damage(in database: Database) throws -> [String] {
        let findings = try String.fetchAll(database, sql: "PRAGMA quick_check(10)")
        return findings == ["ok"] ? [] : findings
    }

    private static var configuration: Configuration {
        var configuration = Configuration()
        configuration.busyMode = .timeout(5)
        configuration.foreignKeysEnabled = true
        configuration.maximumReaderCount = 4
        configuration.prepareDatabase { database in
            try database.execute(
                sql: """
                    PRAGMA temp_store = MEMORY;
                    PRAGMA cache_size = -16384;
                    PRAGMA wal_autocheckpoint = 4000;
                    PRAGMA journal_size_limit = 67108864;
                    """)
        }
        return configuration
    }
}
