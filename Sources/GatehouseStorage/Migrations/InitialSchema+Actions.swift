extension InitialSchema {
    var actions: [String] {
        [
            """
            CREATE TABLE script (
                tenant \(bytes) NOT NULL REFERENCES tenant (id),
                digest \(text) NOT NULL,
                body \(text) NOT NULL,
                PRIMARY KEY (tenant, digest)
            )\(plain)
            """,
            """
            CREATE TABLE compliance_script (
                tenant \(bytes) NOT NULL REFERENCES tenant (id),
                name \(text) NOT NULL,
                digest \(text) NOT NULL,
                body \(text) NOT NULL,
                state \(text) NOT NULL,
                created_at \(integer) NOT NULL,
                created_by \(text) NOT NULL,
                decided_at \(integer),
                decided_by \(text),
                reason \(text) NOT NULL,
                expires_at \(integer),
                signature \(text) NOT NULL,
                PRIMARY KEY (tenant, name, digest)
            )\(plain)
            """,
            """
            CREATE TABLE action_batch (
                tenant \(bytes) NOT NULL REFERENCES tenant (id),
                id \(bytes) NOT NULL,
                kind \(text) NOT NULL,
                parameters \(text) NOT NULL,
                request \(text) NOT NULL,
                approval \(text) NOT NULL,
                created_at \(integer) NOT NULL,
                created_by \(text) NOT NULL,
                decided_at \(integer),
                decided_by \(text),
                reason \(text) NOT NULL,
                expires_at \(integer) NOT NULL,
                devices \(integer) NOT NULL,
                PRIMARY KEY (tenant, id)
            )\(clustered)
            """,
            """
            CREATE UNIQUE INDEX action_batch_by_request ON action_batch (tenant, created_by, request)
                WHERE request <> ''
            """,
            "CREATE INDEX action_batch_by_time ON action_batch (tenant, created_at, id)",
            """
            CREATE TABLE device_action (
                tenant \(bytes) NOT NULL,
                id \(bytes) NOT NULL,
                batch \(bytes) NOT NULL,
                device \(bytes) NOT NULL,
                kind \(text) NOT NULL,
                state \(text) NOT NULL,
                detail \(text) NOT NULL,
                percent \(integer),
                exit_code \(integer),
                output \(text),
                is_truncated \(integer) NOT NULL,
                signature \(text) NOT NULL,
                created_at \(integer) NOT NULL,
                created_by \(text) NOT NULL,
                expires_at \(integer) NOT NULL,
                delivered_at \(integer),
                updated_at \(integer) NOT NULL,
                PRIMARY KEY (tenant, id),
                FOREIGN KEY (tenant, device) REFERENCES device (tenant, id) ON DELETE CASCADE,
                FOREIGN KEY (tenant, batch) REFERENCES action_batch (tenant, id)
            )\(plain)
            """,
            "CREATE INDEX device_action_by_device ON device_action (tenant, device, created_at, id)",
            "CREATE INDEX device_action_by_batch ON device_action (tenant, batch, id)",
            "CREATE INDEX device_action_by_time ON device_action (tenant, created_at, id)",
            """
            CREATE TABLE action_artefact (
                tenant \(bytes) NOT NULL,
                action \(bytes) NOT NULL,
                name \(text) NOT NULL,
                content \(bytes) NOT NULL,
                created_at \(integer) NOT NULL,
                PRIMARY KEY (tenant, action),
                FOREIGN KEY (tenant, action) REFERENCES device_action (tenant, id) ON DELETE CASCADE
            )\(plain)
            """,
        ]
    }
}
