import Foundation
public import GatehouseModel
import GatehouseService

/// A dump of a database of PostgreSQL's by its own programs: how one is made beside running nodes, and put back.
///
/// Passwords of the URL reach the programs by their environment alone, which only their user and root may read.
public struct PostgreSQLDump: Sendable {
    private let url: String
    private let address: PostgreSQLAddress
    private let environment: [String: String]

    /// Reads the URL; nothing is asked yet.
    ///
    /// `environment` says where the programs are (`PATH`), and holds what libpq looks at.
    public init(url: String, environment: [String: String]) throws(StoreOpeningError) {
        self.url = url
        self.environment = environment
        address = try PostgreSQLAddress(url, environment: environment)
    }

    /// Where the database is, without any password.
    public var place: String { "\(address)" }

    /// Whether the programs that make and restore a dump are on this machine, and of which version.
    public func programs() -> Diagnosis {
        do {
            let version = try PostgreSQLProgram("pg_dump", environment: environment).run(
                ["--version"], wantsOutput: true)
            _ = try PostgreSQLProgram("pg_restore", environment: environment)
            return Diagnosis("backup programs", .good, SQLText.line(version).trimmingCharacters(in: .whitespaces))
        } catch {
            return Diagnosis("backup programs", .doubtful, error.message, mend: error.hint)
        }
    }

    /// Copies the database as it is at one moment into a file that must not be there, while nodes go on writing.
    ///
    /// The file is read again to its end, and must hold every change that was acknowledged before this began.
    ///
    /// Throws ``StoreOpeningError`` where a program is missing, too old or fails, and where the dump lacks something.
    public func make(_ file: String) async throws {
        let program = try PostgreSQLProgram("pg_dump", environment: environment)
        let newest = try await newestChange()
        let (connection, secrets) = try address.forPrograms(purpose: "backup")
        try program.run(
            [
                "--format=custom", "--no-owner", "--no-privileges", "--no-comments", "--no-publications",
                "--no-subscriptions", "--lock-wait-timeout=60s", "--file=\(file)", "--dbname=\(connection)",
            ], secrets: secrets)
        chmod(file, 0o600)
        let found = try check(file)
        guard found >= newest else {
            throw StoreOpeningError(
                "the dump ends at change \(found), and \(newest) was acknowledged before it began",
                hint: "does the URL lead to a replica that is behind? name the primary")
        }
    }

    /// Reads a dump to its end, and answers the newest change in it; throws where it is damaged or no dump of ours.
    @discardableResult
    public func check(_ file: String) throws(StoreOpeningError) -> Int64 {
        let program = try PostgreSQLProgram("pg_restore", environment: environment)
        try program.run(["--file=/dev/null", file])
        let text = try program.run(
            ["--file=-", "--data-only", "--table=change_counter", file], wantsOutput: true)
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        guard let start = lines.firstIndex(where: { $0.hasPrefix("COPY ") && $0.contains("change_counter (") }),
            let names = lines[start].split(separator: "(").last?.split(separator: ")").first,
            let column = names.split(separator: ",").firstIndex(where: { $0.filter { $0 != " " } == "newest" }),
            start + 1 < lines.count
        else {
            throw StoreOpeningError("`\(file)` is no dump of a database of Gatehouse's")
        }
        let values = lines[start + 1].split(separator: "\t")
        guard column < values.count, let newest = Int64(values[column]) else {
            throw StoreOpeningError("`\(file)` does not say which change is its newest")
        }
        return newest
    }

    /// Puts a dump into an empty database, whole or not at all.
    public func restore(_ file: String) async throws {
        let program = try PostgreSQLProgram("pg_restore", environment: environment)
        try await requireEmpty()
        let newest = try check(file)
        let (connection, secrets) = try address.forPrograms(purpose: "restore")
        try program.run(
            [
                "--single-transaction", "--exit-on-error", "--no-owner", "--no-privileges",
                "--dbname=\(connection)", file,
            ], secrets: secrets)
        let found = try await newestChange()
        // Nodes that still run write to it as soon as it is there.
        guard found >= newest else {
            throw StoreOpeningError("the database has change \(found) as its newest, and the dump \(newest)")
        }
        try? await with { await $0.analyse() }
    }

    /// Throws unless the database holds no table, view or sequence of anybody's.
    public func requireEmpty() async throws {
        let place = place
        try await with { database in
            try await database.read { connection in
                try connection.requireEmpty(place)
            }
        }
    }

    private func newestChange() async throws -> Int64 {
        let place = place
        return try await with { database in
            guard try await !database.inspect().hasSuffix("empty") else {
                throw StoreOpeningError(
                    "there is nothing of Gatehouse's in \(place)", hint: "name the database that the server uses")
            }
            return try await database.read { try $0.changeCounter().newest }
        }
    }

    private func with<Result: Sendable>(
        _ body: @Sendable (PostgreSQLDatabase) async throws -> Result
    ) async throws -> Result {
        var limits = PostgreSQLLimits()
        limits.readers = 1
        let database = try await PostgreSQLDatabase.open(address, limits: limits)
        do {
            let result = try await body(database)
            try await database.close()
            return result
        } catch {
            try? await database.close()
            throw error
        }
    }
}

extension SQLConnection {
    /// Throws unless a database of PostgreSQL's holds nothing yet; what belongs to an extension does not count.
    func requireEmpty(_ place: String) throws {
        let rows = try query(
            """
            SELECT c.oid::regclass::text FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = c.relnamespace
            WHERE c.relkind IN ('r', 'p', 'v', 'm', 'S', 'f') AND n.nspname <> 'information_schema'
                AND n.nspname NOT LIKE 'pg\\_%'
                AND NOT EXISTS (SELECT 1 FROM pg_depend AS d WHERE d.objid = c.oid AND d.deptype = 'e')
            ORDER BY 1 LIMIT 1
            """, [], isReused: false)
        guard var row = rows.first else { return }
        throw StoreOpeningError(
            "\(place) is not empty: it has `\(try row.text())`",
            hint: "make a new database for it, and leave this one as it is until all is well")
    }
}
