extension Migration {
    /// Tenants, devices with all that hangs on them, administrators' objects, logs, jobs and the change feed.
    ///
    /// Identifiers are 16 bytes, times are milliseconds since 1970, flags and lists are words and JSON. A foreign key
    /// names the tenant as well, so that no row can hang on another tenant's.
    static let initial = Migration(number: 1, name: "initial") { dialect in
        let schema = InitialSchema(dialect: dialect)
        return schema.tenants
            + schema.devices
            + schema.assets
            + schema.attestation
            + schema.facts
            + schema.compliance
            + schema.administration
            + schema.admission
            + schema.actions
            + schema.notices
            + schema.federation
            + schema.directory
            + schema.tokens
            + schema.signIn
            + schema.browsers
            + schema.logs(dialect)
            + schema.spine
    }
}

/// The definitions of the first schema by what they are about.
struct InitialSchema {
    let text: String
    let bytes: String
    let integer: String
    let clustered: String
    let plain: String

    init(dialect: SQLDialect) {
        text = dialect.text
        bytes = dialect.bytes
        integer = dialect.integer
        clustered = dialect.clusteredTable
        plain = dialect.plainTable
    }

    var tenants: [String] {
        [
            """
            CREATE TABLE tenant (
                id \(bytes) NOT NULL PRIMARY KEY,
                name \(text) NOT NULL UNIQUE,
                created_at \(integer) NOT NULL,
                owns_server \(integer) NOT NULL,
                state \(text) NOT NULL,
                state_since \(integer) NOT NULL,
                state_reason \(text) NOT NULL,
                document_revision \(integer) NOT NULL DEFAULT 0,
                evaluator \(integer) NOT NULL DEFAULT 0
            )\(clustered)
            """,
            "CREATE UNIQUE INDEX tenant_that_owns_the_server ON tenant (owns_server) WHERE owns_server = 1",
            """
            CREATE TABLE tenant_authority (
                tenant \(bytes) NOT NULL REFERENCES tenant (id),
                sealed \(bytes) NOT NULL,
                updated_at \(integer) NOT NULL,
                PRIMARY KEY (tenant)
            )\(clustered)
            """,
        ]
    }

    var devices: [String] {
        [
            """
            CREATE TABLE device (
                tenant \(bytes) NOT NULL REFERENCES tenant (id),
                id \(bytes) NOT NULL,
                name \(text) NOT NULL,
                folded_name \(text) NOT NULL,
                platform \(text) NOT NULL,
                ownership \(text) NOT NULL,
                trust_type \(text) NOT NULL,
                management \(text) NOT NULL,
                lifecycle \(text) NOT NULL,
                group_names \(text) NOT NULL,
                uncertain_group_names \(text) NOT NULL,
                joined_group_names \(text) NOT NULL,
                manufacturer \(text) NOT NULL,
                model \(text) NOT NULL,
                serial_number \(text) NOT NULL,
                owner \(text) NOT NULL,
                tags \(text) NOT NULL,
                accountable \(text) NOT NULL,
                department \(text) NOT NULL,
                cost_centre \(text) NOT NULL,
                operating_system \(text) NOT NULL,
                operating_system_version \(text) NOT NULL,
                enrolled_at \(integer) NOT NULL,
                last_contact \(integer) NOT NULL,
                hardware_digest \(text) NOT NULL,
                identity_assurance \(text) NOT NULL,
                state_digest \(text) NOT NULL,
                sequence \(integer) NOT NULL,
                last_request \(bytes),
                compliance_state \(text) NOT NULL DEFAULT 'unknown',
                PRIMARY KEY (tenant, id)
            )\(clustered)
            """,
            "CREATE INDEX device_by_state ON device (tenant, compliance_state, id)",
            "CREATE INDEX device_by_state_and_name ON device (tenant, compliance_state, name, id)",
            "CREATE INDEX device_by_serial_number ON device (tenant, serial_number, id)",
            "CREATE INDEX device_by_contact ON device (tenant, last_contact, id)",
            "CREATE INDEX device_by_name ON device (tenant, name, id)",
            "CREATE INDEX device_by_folded_name ON device (tenant, folded_name)",
            """
            CREATE UNIQUE INDEX device_by_hardware ON device (tenant, hardware_digest)
                WHERE hardware_digest <> ''
            """,
            """
            CREATE TABLE certificate (
                tenant \(bytes) NOT NULL,
                serial \(text) NOT NULL,
                device \(bytes) NOT NULL,
                not_before \(integer) NOT NULL,
                not_after \(integer) NOT NULL,
                revoked_at \(integer),
                revocation_reason \(text),
                request \(bytes) NOT NULL,
                chain \(text) NOT NULL,
                PRIMARY KEY (tenant, serial),
                UNIQUE (tenant, device, request),
                FOREIGN KEY (tenant, device) REFERENCES device (tenant, id) ON DELETE CASCADE
            )\(plain)
            """,
            """
            CREATE TABLE device_token (
                tenant \(bytes) NOT NULL,
                hash \(text) NOT NULL,
                device \(bytes) NOT NULL,
                expires_at \(integer) NOT NULL,
                PRIMARY KEY (tenant, hash),
                FOREIGN KEY (tenant, device) REFERENCES device (tenant, id) ON DELETE CASCADE
            )\(clustered)
            """,
            "CREATE INDEX device_token_by_device ON device_token (tenant, device)",
            "CREATE INDEX device_token_by_end ON device_token (tenant, expires_at)",
        ]
    }

    /// A list of packages takes many pages: in the order of the primary key, every search that passes it reads it whole.
    var facts: [String] {
        [
            """
            CREATE TABLE fact (
                tenant \(bytes) NOT NULL,
                device \(bytes) NOT NULL,
                name \(text) NOT NULL,
                state \(text) NOT NULL,
                value \(text) NOT NULL,
                source \(text) NOT NULL,
                evidence \(text) NOT NULL,
                observed_at \(integer) NOT NULL,
                received_at \(integer) NOT NULL,
                assurance \(text) NOT NULL,
                PRIMARY KEY (tenant, device, name),
                FOREIGN KEY (tenant, device) REFERENCES device (tenant, id) ON DELETE CASCADE
            )\(plain)
            """
        ]
    }

    /// An enforcement point's certificates outlive its document, so that they stay refused.
    var administration: [String] {
        [
            """
            CREATE TABLE document (
                tenant \(bytes) NOT NULL REFERENCES tenant (id),
                id \(bytes) NOT NULL,
                kind \(text) NOT NULL,
                name \(text) NOT NULL,
                version \(integer) NOT NULL,
                body \(text) NOT NULL,
                created_at \(integer) NOT NULL,
                updated_at \(integer) NOT NULL,
                updated_by \(text) NOT NULL,
                PRIMARY KEY (tenant, id),
                UNIQUE (tenant, kind, name)
            )\(plain)
            """,
            """
            CREATE TABLE enrolment_code (
                tenant \(bytes) NOT NULL REFERENCES tenant (id),
                id \(bytes) NOT NULL,
                hash \(text) NOT NULL,
                profile \(text) NOT NULL,
                requires_approval \(integer) NOT NULL,
                uses_allowed \(integer) NOT NULL,
                uses_made \(integer) NOT NULL,
                created_at \(integer) NOT NULL,
                created_by \(text) NOT NULL,
                expires_at \(integer) NOT NULL,
                revoked_at \(integer),
                PRIMARY KEY (tenant, id),
                UNIQUE (tenant, hash),
                CHECK (uses_made BETWEEN 0 AND uses_allowed)
            )\(clustered)
            """,
            "CREATE INDEX enrolment_code_by_hash ON enrolment_code (hash)",
            """
            CREATE TABLE api_token (
                tenant \(bytes) NOT NULL REFERENCES tenant (id),
                id \(bytes) NOT NULL,
                name \(text) NOT NULL,
                role \(text) NOT NULL,
                hash \(text) NOT NULL,
                created_at \(integer) NOT NULL,
                expires_at \(integer) NOT NULL,
                revoked_at \(integer),
                PRIMARY KEY (tenant, id),
                UNIQUE (tenant, hash)
            )\(clustered)
            """,
            // Whoever presents a token or a code does not say of which tenant it is.
            "CREATE INDEX api_token_by_hash ON api_token (hash)",
            """
            CREATE TABLE enforcement_point_certificate (
                tenant \(bytes) NOT NULL REFERENCES tenant (id),
                serial \(text) NOT NULL,
                point \(text) NOT NULL,
                issued_at \(integer) NOT NULL,
                not_after \(integer) NOT NULL,
                revoked_at \(integer),
                PRIMARY KEY (tenant, serial)
            )\(clustered)
            """,
            "CREATE INDEX enforcement_point_certificate_by_point ON enforcement_point_certificate (tenant, point)",
        ]
    }

    /// What is registered, and who waits, names devices and codes without a foreign key: it outlives them.
    var admission: [String] {
        [
            """
            CREATE TABLE registered_hardware (
                tenant \(bytes) NOT NULL REFERENCES tenant (id),
                id \(bytes) NOT NULL,
                serial_number \(text) NOT NULL,
                folded_serial_number \(text) NOT NULL,
                endorsement_key_hash \(text) NOT NULL,
                manufacturer \(text) NOT NULL,
                model \(text) NOT NULL,
                profile \(text) NOT NULL,
                order_id \(text) NOT NULL,
                created_at \(integer) NOT NULL,
                created_by \(text) NOT NULL,
                device \(bytes),
                enrolled_at \(integer),
                PRIMARY KEY (tenant, id)
            )\(plain)
            """,
            """
            CREATE UNIQUE INDEX registered_hardware_by_endorsement_key
                ON registered_hardware (tenant, endorsement_key_hash) WHERE endorsement_key_hash <> ''
            """,
            """
            CREATE INDEX registered_hardware_by_serial_number
                ON registered_hardware (tenant, folded_serial_number) WHERE folded_serial_number <> ''
            """,
            """
            CREATE INDEX registered_hardware_by_device ON registered_hardware (tenant, device)
                WHERE device IS NOT NULL
            """,
            "CREATE INDEX registered_hardware_by_time ON registered_hardware (tenant, created_at, id)",
            """
            CREATE TABLE enrolment_approval (
                tenant \(bytes) NOT NULL REFERENCES tenant (id),
                id \(bytes) NOT NULL,
                request \(bytes) NOT NULL,
                key_digest \(text) NOT NULL,
                hardware_digest \(text) NOT NULL,
                name \(text) NOT NULL,
                platform \(text) NOT NULL,
                manufacturer \(text) NOT NULL,
                model \(text) NOT NULL,
                serial_number \(text) NOT NULL,
                operating_system \(text) NOT NULL,
                address \(text) NOT NULL,
                endorsement_key_hash \(text) NOT NULL,
                endorsement \(text),
                code \(bytes),
                hardware \(bytes),
                cause \(text) NOT NULL,
                state \(text) NOT NULL,
                created_at \(integer) NOT NULL,
                last_asked_at \(integer) NOT NULL,
                expires_at \(integer) NOT NULL,
                decided_at \(integer),
                decided_by \(text),
                reason \(text) NOT NULL,
                device \(bytes),
                PRIMARY KEY (tenant, id),
                UNIQUE (tenant, request)
            )\(plain)
            """,
            "CREATE INDEX enrolment_approval_by_time ON enrolment_approval (tenant, created_at, id)",
            """
            CREATE INDEX enrolment_approval_that_is_open ON enrolment_approval (tenant, expires_at)
                WHERE state IN ('pending', 'approved')
            """,
        ]
    }

    /// Decisions outlive their devices, so they name them without a foreign key.
    func logs(_ dialect: SQLDialect) -> [String] {
        [
            """
            CREATE TABLE decision (
                tenant \(bytes) NOT NULL,
                id \(bytes) NOT NULL,
                at \(integer) NOT NULL,
                enforcement_point \(text) NOT NULL,
                application \(text) NOT NULL,
                device \(bytes),
                address \(text) NOT NULL,
                user_agent \(text) NOT NULL,
                outcome \(text) NOT NULL,
                valid_until \(integer) NOT NULL,
                particulars \(text) NOT NULL,
                signals \(text) NOT NULL,
                policy_digest \(text) NOT NULL,
                PRIMARY KEY (tenant, id)
            )\(plain)
            """,
            "CREATE INDEX decision_by_time ON decision (tenant, at, id)",
            "CREATE INDEX decision_by_device ON decision (tenant, device, at, id)",
            """
            CREATE TABLE decision_repeat (
                tenant \(bytes) NOT NULL,
                decision \(bytes) NOT NULL,
                minute \(integer) NOT NULL,
                count \(integer) NOT NULL,
                PRIMARY KEY (tenant, decision, minute)
            )\(clustered)
            """,
            "CREATE INDEX decision_repeat_by_minute ON decision_repeat (tenant, minute)",
            """
            CREATE TABLE audit (
                tenant \(bytes) NOT NULL,
                sequence \(integer) NOT NULL,
                at \(integer) NOT NULL,
                actor \(text) NOT NULL,
                action \(text) NOT NULL,
                target \(text) NOT NULL,
                detail \(text) NOT NULL,
                hash \(text) NOT NULL,
                PRIMARY KEY (tenant, sequence)
            )\(clustered)
            """,
        ] + dialect.appendOnly("audit")
    }

    /// What everything else follows: the change feed with its counter, and the jobs.
    var spine: [String] {
        [
            """
            CREATE TABLE change (
                sequence \(integer) NOT NULL PRIMARY KEY,
                tenant \(bytes) NOT NULL,
                kind \(text) NOT NULL,
                id \(text) NOT NULL,
                operation \(text) NOT NULL,
                mark \(integer) NOT NULL
            )\(plain)
            """,
            """
            CREATE TABLE change_counter (
                only_row \(integer) NOT NULL PRIMARY KEY CHECK (only_row = 1),
                newest \(integer) NOT NULL,
                pruned \(integer) NOT NULL
            )\(plain)
            """,
            "INSERT INTO change_counter (only_row, newest, pruned) VALUES (1, 0, 0)",
            """
            CREATE TABLE job (
                tenant \(bytes) NOT NULL,
                id \(bytes) NOT NULL,
                queue \(text) NOT NULL,
                kind \(text) NOT NULL,
                subject \(text) NOT NULL,
                payload \(text) NOT NULL,
                due_at \(integer) NOT NULL,
                attempts \(integer) NOT NULL,
                version \(integer) NOT NULL,
                claimed_version \(integer),
                locked_until \(integer),
                last_error \(text) NOT NULL DEFAULT '',
                PRIMARY KEY (tenant, id),
                UNIQUE (tenant, queue, kind, subject)
            )\(clustered)
            """,
            "CREATE INDEX job_by_due_time ON job (queue, due_at, id)",
        ]
    }
}
