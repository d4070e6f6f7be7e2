extension SQLDialect {
    /// SQLite: strict types; rows in the order of their primary key unless they are wide.
    static let sqlite = SQLDialect(
        clusteredTable: " STRICT, WITHOUT ROWID",
        plainTable: " STRICT",
        text: "TEXT",
        bytes: "BLOB",
        integer: "INTEGER",
        skipLocked: "",
        size: "SELECT page_count * page_size FROM pragma_page_count, pragma_page_size",
        appendOnly: { table in
            let isKept = "WHEN NOT EXISTS (SELECT 1 FROM tenant WHERE id = OLD.tenant AND state = 'deleting')"
            return [("UPDATE", ""), ("DELETE", isKept)].map { operation, condition in
                """
                CREATE TRIGGER \(table)_refuses_\(operation.lowercased()) BEFORE \(operation) ON \(table) \(condition)
                BEGIN SELECT RAISE(ABORT, '\(table) is append-only'); END
                """
            }
        })
}
