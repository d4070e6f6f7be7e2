extension InitialSchema {
    /// A row of `requirement_interval` is a stretch in which one thing was found, from `judged_at` to `closed_at`; the
    /// last one of an interval has `ended_at` too.
    var compliance: [String] {
        [
            """
            CREATE TABLE verdict (
                tenant \(bytes) NOT NULL,
                device \(bytes) NOT NULL,
                state \(text) NOT NULL,
                since \(integer) NOT NULL,
                grace_end \(integer),
                valid_until \(integer) NOT NULL,
                note \(text),
                judged_at \(integer) NOT NULL,
                PRIMARY KEY (tenant, device),
                FOREIGN KEY (tenant, device) REFERENCES device (tenant, id) ON DELETE CASCADE
            )\(clustered)
            """,
            """
            CREATE TABLE past_verdict (
                tenant \(bytes) NOT NULL,
                device \(bytes) NOT NULL,
                judged_at \(integer) NOT NULL,
                closed_at \(integer) NOT NULL,
                state \(text) NOT NULL,
                since \(integer) NOT NULL,
                grace_end \(integer),
                valid_until \(integer) NOT NULL,
                note \(text),
                PRIMARY KEY (tenant, device, judged_at),
                FOREIGN KEY (tenant, device) REFERENCES device (tenant, id) ON DELETE CASCADE
            )\(clustered)
            """,
            "CREATE INDEX past_verdict_by_end ON past_verdict (tenant, closed_at)",
            """
            CREATE TABLE requirement_interval (
                tenant \(bytes) NOT NULL,
                device \(bytes) NOT NULL,
                policy \(text) NOT NULL,
                requirement \(text) NOT NULL,
                since \(integer) NOT NULL,
                judged_at \(integer) NOT NULL,
                closed_at \(integer),
                ended_at \(integer),
                result \(text) NOT NULL,
                grace_end \(integer),
                severity \(text) NOT NULL,
                fact \(text) NOT NULL,
                wanted \(text) NOT NULL,
                found \(text) NOT NULL,
                evidence \(text) NOT NULL,
                remediation \(text) NOT NULL,
                pending \(text),
                actions_done \(text) NOT NULL,
                PRIMARY KEY (tenant, device, policy, requirement, since, judged_at),
                FOREIGN KEY (tenant, device) REFERENCES device (tenant, id) ON DELETE CASCADE
            )\(clustered)
            """,
            """
            CREATE INDEX requirement_interval_that_lasts ON requirement_interval (tenant, device)
                WHERE closed_at IS NULL
            """,
            """
            CREATE INDEX requirement_interval_by_end ON requirement_interval (tenant, closed_at)
                WHERE closed_at IS NOT NULL
            """,
        ]
    }
}
