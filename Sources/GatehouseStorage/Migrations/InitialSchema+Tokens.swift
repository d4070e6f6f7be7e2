extension InitialSchema {
    /// Applications, what tokens are signed with, and what the protocols keep between two requests.
    var tokens: [String] { clientApplications + tokenStates }

    private var clientApplications: [String] {
        [
            """
            CREATE TABLE client_application (
                tenant \(bytes) NOT NULL REFERENCES tenant (id),
                id \(bytes) NOT NULL,
                name \(text) NOT NULL,
                folded_name \(text) NOT NULL,
                is_enabled \(integer) NOT NULL,
                is_confidential \(integer) NOT NULL,
                redirect_uris \(text) NOT NULL,
                permissions \(text) NOT NULL,
                delegated \(text) NOT NULL,
                created_at \(integer) NOT NULL,
                updated_at \(integer) NOT NULL,
                tokens_valid_from \(integer) NOT NULL,
                PRIMARY KEY (tenant, id),
                UNIQUE (tenant, folded_name)
            )\(clustered)
            """,
            """
            CREATE TABLE client_application_secret (
                tenant \(bytes) NOT NULL,
                application \(bytes) NOT NULL,
                id \(text) NOT NULL,
                hash \(bytes) NOT NULL,
                created_at \(integer) NOT NULL,
                expires_at \(integer) NOT NULL,
                PRIMARY KEY (tenant, application, id),
                FOREIGN KEY (tenant, application) REFERENCES client_application (tenant, id) ON DELETE CASCADE
            )\(clustered)
            """,
            """
            CREATE TABLE client_application_certificate (
                tenant \(bytes) NOT NULL,
                application \(bytes) NOT NULL,
                thumbprint \(text) NOT NULL,
                subject \(text) NOT NULL,
                public_key \(text) NOT NULL,
                not_after \(integer) NOT NULL,
                PRIMARY KEY (tenant, application, thumbprint),
                FOREIGN KEY (tenant, application) REFERENCES client_application (tenant, id) ON DELETE CASCADE
            )\(clustered)
            """,
        ]
    }

    private var tokenStates: [String] {
        [
            """
            CREATE TABLE signing_key (
                tenant \(bytes) NOT NULL REFERENCES tenant (id),
                id \(text) NOT NULL,
                signs \(text) NOT NULL,
                public_key \(text) NOT NULL,
                sealed \(bytes) NOT NULL,
                created_at \(integer) NOT NULL,
                signs_from \(integer) NOT NULL,
                PRIMARY KEY (tenant, id)
            )\(clustered)
            """,
            """
            CREATE TABLE token_state (
                tenant \(bytes) NOT NULL,
                kind \(text) NOT NULL,
                id \(text) NOT NULL,
                application \(bytes) NOT NULL,
                person \(bytes),
                session \(bytes),
                body \(text) NOT NULL,
                expires_at \(integer) NOT NULL,
                PRIMARY KEY (tenant, kind, id),
                FOREIGN KEY (tenant, application) REFERENCES client_application (tenant, id) ON DELETE CASCADE
            )\(clustered)
            """,
            "CREATE INDEX token_state_by_application ON token_state (tenant, application)",
            "CREATE INDEX token_state_by_person ON token_state (tenant, person)",
            "CREATE INDEX token_state_by_end ON token_state (tenant, expires_at)",
        ]
    }
}
