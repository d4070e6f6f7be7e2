import Foundation
import GRDB
public import GatehouseModel
import GatehouseService

extension SQLStore {
    /// When a tenant's sealed authority ends; `nil` where this machine's key does not open it.
    public typealias AuthorityEnd = @Sendable (_ tenant: TenantID, _ sealed: [UInt8]) -> Instant?

    /// Looks at the database of a URL of PostgreSQL and at what waits in it; changes nothing, whether nodes run or not.
    ///
    /// - Parameter isThorough: reads every row and, where the server can, checks every index, which takes time.
    public static func diagnose(
        url: String, isThorough: Bool = false, at now: Instant, authority end: @escaping AuthorityEnd
    ) async -> [Diagnosis] {
        do {
            let address = try PostgreSQLAddress(url)
            var limits = PostgreSQLLimits()
            limits.readers = 1
            let database = try await PostgreSQLDatabase.open(address, limits: limits)
            let place = "\(address)"
            var found: [Diagnosis]
            do {
                found = try await database.read { connection in
                    let (first, hasSchema) = try PostgreSQLDiagnosis.found(connection, place)
                    let engine = try PostgreSQLDiagnosis(connection: connection, place: place).all(at: now)
                    let content = DatabaseDiagnosis(connection: connection, now: now)
                    return try [first] + engine + (hasSchema ? content.all(end) : [])
                }
                if isThorough { found.append(await integrity { try await database.verify() }) }
            } catch {
                found = [broken(error)]
            }
            try? await database.close()
            return found
        } catch {
            return [broken(error)]
        }
    }

    /// The same of an SQLite file, which a server may have open.
    public static func diagnose(
        path: String, isThorough: Bool = false, at now: Instant, authority end: @escaping AuthorityEnd
    ) async -> [Diagnosis] {
        var configuration = Configuration()
        configuration.readonly = true
        configuration.busyMode = .timeout(5)
        do {
            let queue = try DatabaseQueue(path: path, configuration: configuration)
            defer { try? queue.close() }
            return try await queue.read { database in
                let connection = SQLiteConnection(database, latch: CorruptionLatch())
                let version = try connection.words("SELECT sqlite_version()")
                let table = "SELECT count(*) FROM sqlite_master WHERE name = 'schema_migration'"
                guard try connection.number(table) > 0 else {
                    return [Diagnosis("database", .good, "SQLite \(version), empty")]
                }
                let standing = try SchemaStanding(connection, known: Migrator().known)
                if let refusal = standing.refusal {
                    return [Diagnosis("database", .broken, refusal.message, mend: refusal.hint)]
                }
                let size = try connection.databaseSize() >> 20
                let first = Diagnosis(
                    "database", .good, "SQLite \(version), \(standing.description), \(size) MiB")
                let content = try DatabaseDiagnosis(connection: connection, now: now).all(end)
                return try [first] + content + (isThorough ? [quickCheck(database)] : [])
            }
        } catch {
            return [broken(error)]
        }
    }

    private static func quickCheck(_ database: Database) throws -> Diagnosis {
        let findings = try String.fetchAll(database, sql: "PRAGMA quick_check(10)")
        guard findings == ["ok"] else {
            return Diagnosis(
                "integrity", .broken, findings.joined(separator: "; "),
                mend: "stop the server, keep the file, and restore the last good backup")
        }
        return Diagnosis("integrity", .good, "every page was looked at")
    }

    private static func integrity(_ verify: () async throws -> Void) async -> Diagnosis {
        do {
            try await verify()
            return Diagnosis("integrity", .good, "every row was read")
        } catch {
            return Diagnosis(
                "integrity", .broken, "\((error as? StoreError).map { "\($0.message) \($0.detail)" } ?? "\(error)")",
                mend: "look at the database's own log, and restore the last good backup")
        }
    }

    private static func broken(_ error: any Error) -> Diagnosis {
        switch error {
        case let error as StoreOpeningError: Diagnosis("database", .broken, error.message, mend: error.hint)
        case let error as StoreError:
            Diagnosis(
                "database", .broken, error.message,
                mend: error.code == .corrupt ? "restore the last good backup" : "look at the database's own log")
        case let error as DatabaseError:
            Diagnosis(
                "database", .broken, StoreError(error).message, mend: "restore the last good backup")
        default: Diagnosis("database", .broken, "\(error)")
        }
    }
}
