import Foundation
import GRDB
public import GatehouseService

extension SQLStore {
    /// Copies an SQLite file as it is at one instant, beside a server that goes on writing to it.
    ///
    /// The copy is readable by its owner alone, and every page of it is looked at: throws ``StoreError``, `corrupt` when
    /// it is damaged and `conflict` when there is a file already.
    public static func copy(_ path: String, to copy: String) throws(StoreError) {
        let files = FileManager.default
        guard !files.fileExists(atPath: copy) else { throw StoreError(.conflict, "`\(copy)` is there already") }
        guard files.fileExists(atPath: path) else { throw StoreError(.notFound, "there is no file `\(path)`") }
        _ = files.createFile(atPath: copy, contents: nil, attributes: [.posixPermissions: 0o600])
        do {
            var configuration = Configuration()
            configuration.busyMode = .timeout(30)
            let source = try DatabaseQueue(path: path, configuration: configuration)
            let target = try DatabaseQueue(path: copy, configuration: configuration)
            // In one step: a backup in several begins anew whenever somebody else writes.
            try source.backup(to: target)
            let findings = try target.writeWithoutTransaction { database in
                // Without a log of its own, the copy is one file.
                try database.execute(sql: "PRAGMA journal_mode = DELETE")
                return try String.fetchAll(database, sql: "PRAGMA integrity_check(10)")
                    + (try Row.fetchAll(database, sql: "PRAGMA foreign_key_check")).map { "foreign key: \($0)" }
            }
            try target.close()
            try source.close()
            guard findings == ["ok"] else {
                throw StoreError(.corrupt, "the database file is damaged", detail: findings.joined(separator: "; "))
            }
        } catch let error as DatabaseError {
            throw StoreError(error)
        } catch {
            throw error as? StoreError ?? StoreError(.failed, "the database cannot be copied", detail: "\(error)")
        }
    }
}
