extension InitialSchema {
    /// Notices outlive their devices, so they name them without a foreign key.
    var notices: [String] {
        [
            """
            CREATE TABLE notice (
                tenant \(bytes) NOT NULL REFERENCES tenant (id),
                id \(bytes) NOT NULL,
                dedup_key \(text) NOT NULL,
                kind \(text) NOT NULL,
                device \(bytes),
                state \(text) NOT NULL,
                particulars \(text) NOT NULL,
                created_at \(integer) NOT NULL,
                updated_at \(integer) NOT NULL,
                PRIMARY KEY (tenant, id),
                UNIQUE (tenant, dedup_key)
            )\(plain)
            """,
            "CREATE INDEX notice_by_time ON notice (tenant, created_at, id)",
            """
            CREATE TABLE notice_message (
                tenant \(bytes) NOT NULL,
                id \(bytes) NOT NULL,
                notice \(bytes) NOT NULL,
                channel \(text) NOT NULL,
                recipient \(text) NOT NULL,
                locale \(text) NOT NULL,
                state \(text) NOT NULL,
                attempts \(integer) NOT NULL,
                problem \(text) NOT NULL,
                updated_at \(integer) NOT NULL,
                PRIMARY KEY (tenant, id),
                FOREIGN KEY (tenant, notice) REFERENCES notice (tenant, id) ON DELETE CASCADE
            )\(plain)
            """,
            "CREATE INDEX notice_message_by_notice ON notice_message (tenant, notice, id)",
            """
            CREATE TABLE secret (
                tenant \(bytes) NOT NULL REFERENCES tenant (id),
                name \(text) NOT NULL,
                sealed \(bytes) NOT NULL,
                updated_at \(integer) NOT NULL,
                PRIMARY KEY (tenant, name)
            )\(clustered)
            """,
        ]
    }
}
