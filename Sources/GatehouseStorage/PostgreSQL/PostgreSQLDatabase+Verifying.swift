import GatehouseService

extension PostgreSQLDatabase {
    /// Reads every row with all that it keeps apart, and looks at every index where the server has `amcheck`.
    func verify() async throws {
        try await run(on: readers) { try Self.read(patiently: $0) { try Self.verify($0) } }
    }

    /// Tells the planner of rows that came all at once; where it cannot be told, autovacuum finds out.
    func analyse() async {
        try? await alter { try $0.execute("ANALYZE", []) }
    }

    /// Runs `body` like ``read(_:)``, for as long as it takes.
    func readPatiently<Result: Sendable>(
        _ body: @escaping @Sendable (any SQLConnection) throws -> Result
    ) async throws -> Result {
        try await run(on: readers) { session in
            try Self.read(patiently: session) { link in
                let connection = PostgreSQLConnection(link)
                let result = try body(connection)
                if let refusal = connection.refusal { throw refusal }
                return result
            }
        }
    }

    private static func read<Result>(
        patiently session: PostgreSQLSession, _ body: (PostgreSQLLink) throws -> Result
    ) throws -> Result {
        let link = try session.opened()
        return try link.withoutDeadline {
            do {
                try link.send("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
                try link.send("SET LOCAL statement_timeout = 0")
                let result = try body(link)
                try link.ask("COMMIT")
                return result
            } catch {
                session.rollBack()
                throw error
            }
        }
    }

    private static func verify(_ link: PostgreSQLLink) throws {
        let here = "relnamespace = current_schema()::regnamespace"
        for var row in try link.ask("SELECT oid::regclass::text FROM pg_class WHERE relkind = 'r' AND \(here)").rows {
            let table = try row.text()
            try link.ask("SELECT count(hashtext(t::text)) FROM \(table) AS t", isReused: false)
        }
        let checker = """
            SELECT oid::regprocedure::text FROM pg_proc WHERE proname = 'bt_index_check' AND pronargs = 2
            AND has_function_privilege(oid, 'EXECUTE')
            """
        guard try !link.ask(checker).rows.isEmpty else { return }
        try link.ask(
            """
            SELECT bt_index_check(c.oid::regclass, true) FROM pg_class AS c JOIN pg_am AS a ON a.oid = c.relam
            WHERE c.relkind = 'i' AND a.amname = 'btree' AND c.\(here)
            """)
    }

    /// The server's version, and the newest step of the schema if there is one.
    func inspect() async throws -> String {
        try await read { connection in
            let version = try connection.words("SELECT current_setting('server_version')")
            let table = "SELECT count(*) FROM pg_class WHERE oid = to_regclass('schema_migration')"
            guard try connection.number(table) > 0 else { return "PostgreSQL \(version), empty" }
            let standing = try SchemaStanding(connection, known: Migrator().known)
            if let refusal = standing.refusal { throw refusal }
            return "PostgreSQL \(version), \(standing.description)"
        }
    }
}

extension PostgreSQLLink {
    /// Waits for answers in `body` for as long as they take.
    func withoutDeadline<Result>(_ body: () throws -> Result) rethrows -> Result {
        let usual = patience
        patience = nil
        defer { patience = usual }
        return try body()
    }
}
