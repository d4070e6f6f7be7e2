/// A table whose rows belong to tenants: what an export reads and a deletion removes.
///
/// A test compares the list with the database, so that a new table cannot be forgotten.
struct TenantTable: Sendable {
    /// A column besides the tenant.
    struct Column: Sendable {
        var name: String
        /// Whether its bytes are an identifier.
        var isIdentifier: Bool
        /// Whether it never leaves the server.
        var isSecret: Bool
    }

    let name: String
    /// What tells one tenant's rows apart.
    let key: [String]
    let columns: [Column]
    let isExported: Bool

    /// `columns` are words; `@` marks an identifier, `*` a secret.
    private init(_ name: String, key: String, isExported: Bool = true, columns: String) {
        self.name = name
        self.key = key.split(separator: " ").map(String.init)
        self.isExported = isExported
        self.columns = columns.split(separator: " ").map { word in
            Column(
                name: String(word.prefix { $0 != "@" && $0 != "*" }), isIdentifier: word.last == "@",
                isSecret: word.last == "*")
        }
    }

    var exportedColumns: [Column] { columns.filter { !$0.isSecret } }

    /// What hangs on another table's rows stands before it, so that no deletion cascades far.
    static let all: [TenantTable] = [
        TenantTable(
            "action_artefact", key: "action",
            columns: """
                action@ name content created_at
                """),
        TenantTable(
            "api_token", key: "id",
            columns: """
                id@ name role hash* created_at expires_at revoked_at
                """),
        TenantTable(
            "asset_identifier", key: "value asset",
            columns: """
                value asset@
                """),
        TenantTable(
            "audit", key: "sequence",
            columns: """
                sequence at actor action target detail hash
                """),
        TenantTable(
            "browser_certificate", key: "serial",
            columns: """
                serial device@ account account_number request@ issued_at not_after revoked_at chain
                """),
        TenantTable(
            "certificate", key: "serial",
            columns: """
                serial device@ not_before not_after revoked_at revocation_reason request@ chain
                """),
        TenantTable(
            "client_application_secret", key: "application id",
            columns: """
                application@ id hash* created_at expires_at
                """),
        TenantTable(
            "client_application_certificate", key: "application thumbprint",
            columns: """
                application@ thumbprint subject public_key not_after
                """),
        TenantTable(
            "token_state", key: "kind id",
            columns: """
                kind id application@ person@ session@ body* expires_at
                """),
        TenantTable(
            "client_application", key: "id",
            columns: """
                id@ name folded_name is_enabled is_confidential redirect_uris permissions delegated created_at \
                updated_at tokens_valid_from
                """),
        TenantTable(
            "signing_key", key: "id",
            columns: """
                id signs public_key sealed* created_at signs_from
                """),
        TenantTable(
            "compliance_script", key: "name digest",
            columns: """
                name digest body state created_at created_by decided_at decided_by reason expires_at signature
                """),
        TenantTable(
            "decision", key: "id",
            columns: """
                id@ at enforcement_point application device@ address user_agent outcome valid_until particulars \
                signals policy_digest
                """),
        TenantTable(
            "decision_repeat", key: "decision minute",
            columns: """
                decision@ minute count
                """),
        TenantTable(
            "device_attestation", key: "device",
            columns: """
                device@ endorsement_certificates endorsement_key endorsement_digest trust maker attestation_key \
                clock_milliseconds reset_count restart_count clock_safety firmware_version event_log_digest \
                registers_digest secure_boot quoted_at refusal challenge@ challenge_nonce* challenge_expires_at
                """),
        TenantTable(
            "device_token", key: "hash",
            columns: """
                hash* device@ expires_at
                """),
        TenantTable(
            "directory_member", key: "in_group member kind",
            columns: """
                in_group@ member@ kind
                """),
        TenantTable(
            "document", key: "id",
            columns: """
                id@ kind name version body created_at updated_at updated_by
                """),
        TenantTable(
            "enforcement_point_certificate", key: "serial",
            columns: """
                serial point issued_at not_after revoked_at
                """),
        TenantTable(
            "enrolment_approval", key: "id",
            columns: """
                id@ request@ key_digest hardware_digest name platform manufacturer model serial_number \
                operating_system address endorsement_key_hash endorsement code@ hardware@ cause state created_at \
                last_asked_at expires_at decided_at decided_by reason device@
                """),
        TenantTable(
            "enrolment_challenge", key: "id",
            columns: """
                id@ address secret_hash* nonce* endorsement_certificates endorsement_key attestation_key \
                expires_at
                """),
        TenantTable(
            "enrolment_code", key: "id",
            columns: """
                id@ hash* profile requires_approval uses_allowed uses_made created_at created_by expires_at \
                revoked_at
                """),
        TenantTable(
            "fact", key: "device name",
            columns: """
                device@ name state value source evidence observed_at received_at assurance
                """),
        TenantTable(
            "federated_identity", key: "provider subject",
            columns: """
                provider subject issuer person@ linked_at
                """),
        TenantTable(
            "pending_federation", key: "hash",
            columns: """
                hash* provider destination expires_at
                """),
        TenantTable(
            "job", key: "id",
            columns: """
                id@ queue kind subject payload due_at attempts version claimed_version locked_until last_error*
                """),
        TenantTable(
            "notice_message", key: "id",
            columns: """
                id@ notice@ channel recipient locale state attempts problem updated_at
                """),
        TenantTable(
            "access_pass", key: "id",
            columns: """
                id@ person@ hash* is_one_time created_at created_by expires_at used_at
                """),
        TenantTable(
            "passkey", key: "id",
            columns: """
                id@ person@ credential* user_handle* public_key* counter is_backup_eligible is_backed_up \
                was_user_verified transports model name attestation is_model_proved created_at last_used_at \
                suspected_at
                """),
        TenantTable(
            "password", key: "person",
            columns: """
                person@ hash* sealed* last_step created_at
                """),
        TenantTable(
            "recovery_code", key: "person hash",
            columns: """
                person@ hash* created_at
                """),
        TenantTable(
            "set_up_code", key: "tenant",
            columns: """
                hash* created_at used_at
                """),
        TenantTable(
            "sign_in_attempt", key: "subject",
            columns: """
                subject attempts since
                """),
        TenantTable(
            "sign_in_session", key: "id",
            columns: """
                id@ hash* person@ device@ methods authenticated_at created_at last_used_at expires_at address \
                user_agent revoked_at
                """),
        TenantTable(
            "spent_value", key: "hash",
            columns: """
                hash* expires_at
                """),
        TenantTable(
            "past_verdict", key: "device judged_at",
            columns: """
                device@ judged_at closed_at state since grace_end valid_until note
                """),
        TenantTable(
            "provisioned_attributes", key: "person",
            columns: """
                person@ attributes
                """),
        TenantTable(
            "registered_hardware", key: "id",
            columns: """
                id@ serial_number folded_serial_number endorsement_key_hash manufacturer model profile order_id \
                created_at created_by device@ enrolled_at
                """),
        TenantTable(
            "requirement_interval", key: "device policy requirement since judged_at",
            columns: """
                device@ policy requirement since judged_at closed_at ended_at result grace_end severity fact \
                wanted found evidence remediation pending actions_done
                """),
        TenantTable(
            "script", key: "digest",
            columns: """
                digest body
                """),
        TenantTable(
            "secret", key: "name",
            columns: """
                name sealed* updated_at
                """),
        TenantTable(
            "verdict", key: "device",
            columns: """
                device@ state since grace_end valid_until note judged_at
                """),
        TenantTable(
            "asset", key: "id",
            columns: """
                id@ name kind state state_since sources device@ manufacturer model serial_number addresses \
                network_addresses operating_system owner tags accountable department cost_centre location notes \
                approved_by first_seen version last_seen
                """),
        TenantTable(
            "device_action", key: "id",
            columns: """
                id@ batch@ device@ kind state detail percent exit_code output is_truncated signature created_at \
                created_by expires_at delivered_at updated_at
                """),
        TenantTable(
            "notice", key: "id",
            columns: """
                id@ dedup_key kind device@ state particulars created_at updated_at
                """),
        TenantTable(
            "action_batch", key: "id",
            columns: """
                id@ kind parameters request approval created_at created_by decided_at decided_by reason \
                expires_at devices
                """),
        TenantTable(
            "directory_group", key: "id",
            columns: """
                id@ name folded_name summary membership rule external_id created_at updated_at
                """),
        TenantTable(
            "directory_user", key: "id",
            columns: """
                id@ user_name display_name given_name family_name mail kind is_enabled job_title department \
                cost_centre employee_number manager@ roles source external_id created_at updated_at \
                sessions_valid_from
                """),
        TenantTable(
            "device", key: "id",
            columns: """
                id@ name folded_name platform ownership trust_type management lifecycle group_names \
                uncertain_group_names joined_group_names manufacturer model serial_number owner tags accountable \
                department cost_centre operating_system operating_system_version enrolled_at last_contact \
                hardware_digest identity_assurance state_digest sequence last_request@ compliance_state
                """),
        // The feed is every tenant's: to find one's changes is to read it all, which is done last.
        TenantTable(
            "change", key: "sequence", isExported: false,
            columns: """
                sequence kind id operation mark
                """),
        TenantTable(
            "tenant_authority", key: "tenant",
            columns: """
                sealed* updated_at
                """),
    ]
}
