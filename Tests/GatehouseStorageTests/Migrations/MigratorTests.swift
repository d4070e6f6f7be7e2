import Foundation
import GRDB
import GatehouseService
import GatehouseTestSupport
import Testing

@testable import GatehouseStorage

@Suite struct MigratorTests {
    private static let golden = URL(filePath: #filePath).deletingLastPathComponent()
        .appending(path: "../../../Sources/GatehouseStorage/Migrations/schema.sql").standardizedFileURL

    private static func table(_ name: String, number: Int64, needs: Int64 = 1) -> Migration {
        Migration(number: number, name: name, needs: needs) {
            ["CREATE TABLE \(name) (a \($0.integer) NOT NULL)\($0.plainTable)"]
        }
    }

    /// `GOLDEN=1` rewrites the file instead of comparing it.
    @Test func `the sum of all migrations is the golden schema`() async throws {
        try await withDatabase { database in
            try await Migrator().migrate(database)
            let schema = try await schema(of: database)
            if ProcessInfo.processInfo.environment["GOLDEN"] == "1" {
                try schema.write(to: Self.golden, atomically: true, encoding: .utf8)
            }
            #expect(try String(contentsOf: Self.golden, encoding: .utf8) == schema)
        }
    }

    @Test func `every table of a tenant's rows has the tenant first in its key`() async throws {
        try await withDatabase { database in
            try await Migrator().migrate(database)
            let others = try await database.pool.read { database in
                let tables = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
                return try String.fetchAll(database, sql: tables).filter {
                    try database.primaryKey($0).columns.first != "tenant"
                }
            }
            #expect(Set(others) == ["schema_migration", "tenant", "change", "change_counter"])
        }
    }

    @Test func `migrations are numbered from one without gaps`() {
        #expect(Migration.all.map(\.number) == Array(1...Int64(Migration.all.count)))
    }

    @Test func `an older database takes the steps that it lacks and keeps its rows`() async throws {
        try await withDatabase { database in
            let first = Self.table("first", number: 1)
            try await Migrator([first]).migrate(database)
            try await database.write { try $0.execute("INSERT INTO first (a) VALUES (?)", [.integer(7)]) }
            try await Migrator([first, Self.table("second", number: 2)]).migrate(database)
            try await Migrator([first, Self.table("second", number: 2)]).migrate(database)
            let rows = try await database.read { connection in
                try connection.query(
                    "SELECT a FROM first UNION ALL SELECT number FROM schema_migration ORDER BY 1", [],
                    isReused: false
                ).map { row in
                    var row = row
                    return try row.integer()
                }
            }
            #expect(rows == [1, 2, 7])
        }
    }

    @Test func `a step that fails leaves nothing of itself`() async throws {
        try await withDatabase { database in
            let broken = Migration(number: 1, name: "broken") { ["CREATE TABLE half (a \($0.integer))", "NONSENSE"] }
            await #expect(throws: StoreError.self) { try await Migrator([broken]).migrate(database) }
            #expect(try await schema(of: database).contains("half") == false)
            try await Migrator([Self.table("half", number: 1)]).migrate(database)
        }
    }

    @Test func `a newer version's database is used where its steps only added, and refused where one took away`()
        async throws
    {
        try await withDatabase { database in
            let steps = [Self.table("first", number: 1), Self.table("second", number: 2)]
            try await Migrator(steps).migrate(database)
            try await Migrator([steps[0]]).migrate(database)
            let third = Self.table("third", number: 3, needs: 2)
            try await Migrator(steps + [third]).migrate(database)
            try await Migrator(steps).migrate(database)
            let refusal = await #expect(throws: StoreError.self) { try await Migrator([steps[0]]).migrate(database) }
            #expect(refusal?.message == "the database was written by a newer version of Gatehouse")
            #expect(refusal?.detail.contains("needs programs that know 2, and this one knows up to 1") == true)
        }
    }

    private func schema(of database: SQLiteDatabase) async throws -> String {
        try await database.pool.read { database in
            try String.fetchAll(
                database,
                sql: """
                    SELECT sql FROM sqlite_master WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite_%'
                    ORDER BY tbl_name, type DESC, name
                    """
            ).map { "\($0);\n" }.joined(separator: "\n")
        }
    }
}

/// Runs `body` with an empty database in a folder of its own.
func withDatabase(
    queue: CommitQueue = CommitQueue(), isolation: isolated (any Actor)? = #isolation,
    _ body: (SQLiteDatabase) async throws -> Void
) async throws {
    let directory = try TemporaryDirectory()
    let database = try SQLiteDatabase.open(path: directory.file("test.sqlite"), queue: queue)
    do {
        try await body(database)
    } catch {
        try? await database.close()
        throw error
    }
    try await database.close()
    withExtendedLifetime(directory) {}
}
