import GatehouseService

/// Brings a database to the newest schema, one step a transaction.
struct Migrator: Sendable {
    private let migrations: [Migration]

    init(_ migrations: [Migration] = Migration.all) { self.migrations = migrations }

    /// The newest step that is known.
    var known: Int64 { migrations.last?.number ?? 0 }

    /// Applies what is missing; of two nodes that begin at once, one applies a step and the other finds it done.
    ///
    /// Refuses a database that a newer version has written, unless the steps that are not known here only added:
    /// then this version and the newer one work side by side, as during an upgrade node by node.
    func migrate(_ database: some SQLDatabase) async throws {
        let standing = try await database.alter { [known] connection in
            try Self.makeTable(connection)
            return try SchemaStanding(connection, known: known)
        }
        guard standing.isUsable else {
            throw StoreError(
                .failed, "the database was written by a newer version of Gatehouse",
                detail: standing.refusal.map(\.description) ?? "")
        }
        for migration in migrations where migration.number > standing.newest {
            try await database.alter { [known] in try Self.apply(migration, $0, known: known) }
        }
    }

    /// Applies every step to an empty database in the transaction of the connection.
    func build(_ connection: any SQLConnection) throws {
        try Self.makeTable(connection)
        for migration in migrations { try Self.apply(migration, connection, known: known) }
    }

    private static func makeTable(_ connection: any SQLConnection) throws {
        let dialect = connection.dialect
        try connection.execute(
            """
            CREATE TABLE IF NOT EXISTS schema_migration (
                number \(dialect.integer) NOT NULL PRIMARY KEY,
                name \(dialect.text) NOT NULL,
                needs_schema \(dialect.integer) NOT NULL
            )\(dialect.plainTable)
            """, [])
    }

    private static func apply(_ migration: Migration, _ connection: any SQLConnection, known: Int64) throws {
        guard try SchemaStanding(connection, known: known).newest < migration.number else { return }
        for statement in migration.statements(connection.dialect) { try connection.execute(statement, []) }
        try connection.execute(
            "INSERT INTO schema_migration (number, name, needs_schema) VALUES (?, ?, ?)",
            [migration.number.sqlValue, migration.name.sqlValue, migration.needs.sqlValue])
    }
}
