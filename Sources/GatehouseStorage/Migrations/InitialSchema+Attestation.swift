/// What is known of TPMs, and the questions that are open to machines that enrol.
extension InitialSchema {
    /// A question to a machine that enrols belongs to no device yet.
    var attestation: [String] {
        [
            """
            CREATE TABLE enrolment_challenge (
                tenant \(bytes) NOT NULL REFERENCES tenant (id),
                id \(bytes) NOT NULL,
                address \(text) NOT NULL,
                secret_hash \(text) NOT NULL,
                nonce \(bytes) NOT NULL,
                endorsement_certificates \(text) NOT NULL,
                endorsement_key \(bytes) NOT NULL,
                attestation_key \(bytes) NOT NULL,
                expires_at \(integer) NOT NULL,
                PRIMARY KEY (tenant, id)
            )\(clustered)
            """,
            "CREATE INDEX enrolment_challenge_by_address ON enrolment_challenge (tenant, address)",
            "CREATE INDEX enrolment_challenge_by_end ON enrolment_challenge (tenant, expires_at)",
            """
            CREATE TABLE device_attestation (
                tenant \(bytes) NOT NULL,
                device \(bytes) NOT NULL,
                endorsement_certificates \(text) NOT NULL,
                endorsement_key \(bytes) NOT NULL,
                endorsement_digest \(text) NOT NULL,
                trust \(text) NOT NULL,
                maker \(text) NOT NULL,
                attestation_key \(bytes) NOT NULL,
                clock_milliseconds \(text) NOT NULL,
                reset_count \(integer) NOT NULL,
                restart_count \(integer) NOT NULL,
                clock_safety \(text) NOT NULL,
                firmware_version \(text) NOT NULL,
                event_log_digest \(text),
                registers_digest \(text),
                secure_boot \(text),
                quoted_at \(integer) NOT NULL,
                refusal \(text),
                challenge \(bytes),
                challenge_nonce \(bytes),
                challenge_expires_at \(integer),
                PRIMARY KEY (tenant, device),
                FOREIGN KEY (tenant, device) REFERENCES device (tenant, id) ON DELETE CASCADE
            )\(clustered)
            """,
            "CREATE INDEX device_attestation_by_endorsement ON device_attestation (tenant, endorsement_digest)",
        ]
    }
}
