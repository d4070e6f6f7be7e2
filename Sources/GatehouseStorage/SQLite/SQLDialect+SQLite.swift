extension SQLDialect {
    /// SQLite: strict types; rows in the order of their primary key unless they are wide.
    static let sqlite = SQLDialect(
        clusteredTable: " STRICT, WITHOUT ROWID",
        plainTable: " STRICT",
        text: "TEXT",
        bytes: "BLOB",
        integer: "INTEGER",
        skipLocked: "",
        appendOnly: { table in
            ["UPDATE", "DELETE"].map { operation in
                """
                CREATE TRIGGER \(table)_refuses_\(operation.lowercased()) BEFORE \(operation) ON \(table)
                BEGIN SELECT RAISE(ABORT, '\(table) is append-only'); END
                """
            }
        })
}
