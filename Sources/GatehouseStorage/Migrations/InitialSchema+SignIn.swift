extension InitialSchema {
    /// Sessions and credentials name people without a foreign key, so that the directory's rows come and go by
    /// themselves; a session without its person is nobody's.
    var signIn: [String] { signInSessions + credentials + oneTimeValues }

    private var signInSessions: [String] {
        [
            """
            CREATE TABLE sign_in_session (
                tenant \(bytes) NOT NULL REFERENCES tenant (id),
                id \(bytes) NOT NULL,
                hash \(text) NOT NULL,
                person \(bytes) NOT NULL,
                device \(bytes),
                methods \(text) NOT NULL,
                authenticated_at \(integer) NOT NULL,
                created_at \(integer) NOT NULL,
                last_used_at \(integer) NOT NULL,
                expires_at \(integer) NOT NULL,
                address \(text) NOT NULL,
                user_agent \(text) NOT NULL,
                revoked_at \(integer),
                PRIMARY KEY (tenant, id),
                UNIQUE (tenant, hash)
            )\(clustered)
            """,
            "CREATE INDEX sign_in_session_by_person ON sign_in_session (tenant, person, created_at)",
            "CREATE INDEX sign_in_session_by_end ON sign_in_session (tenant, expires_at)",
        ]
    }

    private var credentials: [String] {
        [
            """
            CREATE TABLE passkey (
                tenant \(bytes) NOT NULL REFERENCES tenant (id),
                id \(bytes) NOT NULL,
                person \(bytes) NOT NULL,
                credential \(bytes) NOT NULL,
                user_handle \(bytes) NOT NULL,
                public_key \(bytes) NOT NULL,
                counter \(integer) NOT NULL,
                is_backup_eligible \(integer) NOT NULL,
                is_backed_up \(integer) NOT NULL,
                was_user_verified \(integer) NOT NULL,
                transports \(text) NOT NULL,
                model \(text) NOT NULL,
                name \(text) NOT NULL,
                attestation \(text) NOT NULL,
                is_model_proved \(integer) NOT NULL,
                created_at \(integer) NOT NULL,
                last_used_at \(integer),
                suspected_at \(integer),
                PRIMARY KEY (tenant, id),
                UNIQUE (tenant, credential)
            )\(plain)
            """,
            "CREATE INDEX passkey_by_person ON passkey (tenant, person, created_at)",
            """
            CREATE TABLE password (
                tenant \(bytes) NOT NULL REFERENCES tenant (id),
                person \(bytes) NOT NULL,
                hash \(text) NOT NULL,
                sealed \(bytes) NOT NULL,
                last_step \(integer) NOT NULL,
                created_at \(integer) NOT NULL,
                PRIMARY KEY (tenant, person)
            )\(clustered)
            """,
            """
            CREATE TABLE recovery_code (
                tenant \(bytes) NOT NULL REFERENCES tenant (id),
                person \(bytes) NOT NULL,
                hash \(text) NOT NULL,
                created_at \(integer) NOT NULL,
                PRIMARY KEY (tenant, person, hash)
            )\(clustered)
            """,
            """
            CREATE TABLE access_pass (
                tenant \(bytes) NOT NULL REFERENCES tenant (id),
                id \(bytes) NOT NULL,
                person \(bytes) NOT NULL,
                hash \(text) NOT NULL,
                is_one_time \(integer) NOT NULL,
                created_at \(integer) NOT NULL,
                created_by \(text) NOT NULL,
                expires_at \(integer) NOT NULL,
                used_at \(integer),
                PRIMARY KEY (tenant, id),
                UNIQUE (tenant, hash)
            )\(clustered)
            """,
            "CREATE INDEX access_pass_by_person ON access_pass (tenant, person, created_at)",
        ]
    }

    private var oneTimeValues: [String] {
        [
            """
            CREATE TABLE set_up_code (
                tenant \(bytes) NOT NULL REFERENCES tenant (id),
                hash \(text) NOT NULL,
                created_at \(integer) NOT NULL,
                used_at \(integer),
                PRIMARY KEY (tenant)
            )\(clustered)
            """,
            """
            CREATE TABLE spent_value (
                tenant \(bytes) NOT NULL REFERENCES tenant (id),
                hash \(text) NOT NULL,
                expires_at \(integer) NOT NULL,
                PRIMARY KEY (tenant, hash)
            )\(clustered)
            """,
            "CREATE INDEX spent_value_by_end ON spent_value (tenant, expires_at)",
            """
            CREATE TABLE sign_in_attempt (
                tenant \(bytes) NOT NULL REFERENCES tenant (id),
                subject \(text) NOT NULL,
                attempts \(integer) NOT NULL,
                since \(integer) NOT NULL,
                PRIMARY KEY (tenant, subject)
            )\(clustered)
            """,
            "CREATE INDEX sign_in_attempt_by_time ON sign_in_attempt (tenant, since)",
        ]
    }
}
