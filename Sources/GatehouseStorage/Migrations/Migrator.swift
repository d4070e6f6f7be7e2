import GatehouseService

/// Brings a database to the newest schema, one step a transaction.
struct Migrator: Sendable {
    private let migrations: [Migration]

    init(_ migrations: [Migration] = Migration.all) { self.migrations = migrations }

    /// Applies what is missing; of two nodes that begin at once, one applies a step and the other finds it done.
    ///
    /// Refuses a database that a newer version has written: it may mean what we do not know.
    func migrate(_ database: some SQLDatabase) async throws {
        let newest = try await database.alter { connection in
            try connection.execute(
                """
                CREATE TABLE IF NOT EXISTS schema_migration (
                    number \(connection.dialect.integer) NOT NULL PRIMARY KEY,
                    name \(connection.dialect.text) NOT NULL
                )\(connection.dialect.plainTable)
                """, [])
            return try Self.newest(connection)
        }
        guard newest <= migrations.last?.number ?? 0 else {
            throw StoreError(
                .failed, "the database was written by a newer version of Gatehouse",
                detail: "schema \(newest), known up to \(migrations.last?.number ?? 0)")
        }
        for migration in migrations where migration.number > newest {
            try await database.alter { try Self.apply(migration, $0) }
        }
    }

    private static func newest(_ connection: any SQLConnection) throws -> Int64 {
        let rows = try connection.query(
            "SELECT coalesce(max(number), 0) FROM schema_migration", [], isReused: false)
        var row = rows.first ?? SQLRow([])
        return try row.integer()
    }

    private static func apply(_ migration: Migration, _ connection: any SQLConnection) throws {
        guard try newest(connection) < migration.number else { return }
        for statement in migration.statements(connection.dialect) { try connection.execute(statement, []) }
        try connection.execute(
            "INSERT INTO schema_migration (number, name) VALUES (?, ?)",
            [migration.number.sqlValue, migration.name.sqlValue])
    }
}
