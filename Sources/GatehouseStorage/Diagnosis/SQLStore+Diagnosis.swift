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
                let (first, hasSchema) = try await database.read { try PostgreSQLDiagnosis.found($0, place) }
                found = [first]
                let content = hasSchema ? DatabaseDiagnosis.checks(end, at: now) : []
                found += await answers(to: PostgreSQLDiagnosis.checks(place, at: now) + content, of: database)
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
                let content = DatabaseDiagnosis.checks(end, at: now).map { check -> Diagnosis in
                    do {
                        return try check.ask(SQLiteConnection(database, latch: CorruptionLatch()))
                    } catch {
                        return unanswered(check.name, error)
                    }
                }
                return [first] + content + (isThorough ? [quickCheck(database)] : [])
            }
        } catch {
            return [broken(error)]
        }
    }

    /// Each check in a transaction of its own, since PostgreSQL goes on with none that had an error.
    private static func answers(
        to checks: [DatabaseDiagnosis.Check], of database: PostgreSQLDatabase
    ) async -> [Diagnosis] {
        var found = [Diagnosis]()
        for check in checks {
            do {
                found.append(try await database.readPatiently(check.ask))
            } catch {
                found.append(unanswered(check.name, error))
                if (error as? StoreError)?.code == .unavailable { break }
            }
        }
        return found
    }

    private static func unanswered(_ check: String, _ error: any Error) -> Diagnosis {
        guard let error = error as? StoreError, error.code != .corrupt, error.code != .unavailable else {
            var diagnosis = broken(error)
            diagnosis.check = check
            return diagnosis
        }
        let words = error.detail.isEmpty ? error.message : "\(error.message): \(error.detail)"
        return Diagnosis(check, .doubtful, "it cannot be looked at: \(words)", mend: "look at the database's own log")
    }

    private static func quickCheck(_ database: Database) -> Diagnosis {
        let findings: [String]
        do {
            findings = try SQLiteDatabase.damage(in: database)
        } catch {
            return unanswered("integrity", error)
        }
        guard findings.isEmpty else {
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
