import GatehouseService

extension SQLDialect {
    /// PostgreSQL: text compares byte by byte whatever the database's language is.
    static let postgreSQL = SQLDialect(
        clusteredTable: "",
        plainTable: "",
        text: "TEXT COLLATE \"C\"",
        bytes: "BYTEA",
        integer: "BIGINT",
        skipLocked: " FOR UPDATE SKIP LOCKED",
        size: "SELECT pg_database_size(current_database())",
        appendOnly: { table in
            [
                """
                CREATE FUNCTION \(table)_refuses_changes() RETURNS trigger LANGUAGE plpgsql AS $$
                BEGIN
                    IF TG_OP = 'DELETE' THEN
                        IF EXISTS (SELECT 1 FROM tenant WHERE id = OLD.tenant AND state = 'deleting') THEN
                            RETURN OLD;
                        END IF;
                    END IF;
                    RAISE EXCEPTION '\(table) is append-only' USING ERRCODE = '\(StoreError.appendOnlyState)';
                END $$
                """,
                """
                CREATE TRIGGER \(table)_refuses_changes BEFORE UPDATE OR DELETE ON \(table)
                FOR EACH ROW EXECUTE FUNCTION \(table)_refuses_changes()
                """,
                """
                CREATE TRIGGER \(table)_refuses_truncation BEFORE TRUNCATE ON \(table)
                FOR EACH STATEMENT EXECUTE FUNCTION \(table)_refuses_changes()
                """,
            ]
        })
}
