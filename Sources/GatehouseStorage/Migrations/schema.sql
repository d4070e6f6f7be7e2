CREATE TABLE access_pass (
    tenant BLOB NOT NULL REFERENCES tenant (id),
    id BLOB NOT NULL,
    person BLOB NOT NULL,
    hash TEXT NOT NULL,
    is_one_time INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    created_by TEXT NOT NULL,
    expires_at INTEGER NOT NULL,
    used_at INTEGER,
    PRIMARY KEY (tenant, id),
    UNIQUE (tenant, hash)
) STRICT, WITHOUT ROWID;

CREATE INDEX access_pass_by_person ON access_pass (tenant, person, created_at);

CREATE TABLE action_artefact (
    tenant BLOB NOT NULL,
    action BLOB NOT NULL,
    name TEXT NOT NULL,
    content BLOB NOT NULL,
    created_at INTEGER NOT NULL,
    PRIMARY KEY (tenant, action),
    FOREIGN KEY (tenant, action) REFERENCES device_action (tenant, id) ON DELETE CASCADE
) STRICT;

CREATE TABLE action_batch (
    tenant BLOB NOT NULL REFERENCES tenant (id),
    id BLOB NOT NULL,
    kind TEXT NOT NULL,
    parameters TEXT NOT NULL,
    request TEXT NOT NULL,
    approval TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    created_by TEXT NOT NULL,
    decided_at INTEGER,
    decided_by TEXT,
    reason TEXT NOT NULL,
    expires_at INTEGER NOT NULL,
    devices INTEGER NOT NULL,
    PRIMARY KEY (tenant, id)
) STRICT, WITHOUT ROWID;

CREATE UNIQUE INDEX action_batch_by_request ON action_batch (tenant, created_by, request)
    WHERE request <> '';

CREATE INDEX action_batch_by_time ON action_batch (tenant, created_at, id);

CREATE TABLE api_token (
    tenant BLOB NOT NULL REFERENCES tenant (id),
    id BLOB NOT NULL,
    name TEXT NOT NULL,
    role TEXT NOT NULL,
    hash TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    revoked_at INTEGER,
    PRIMARY KEY (tenant, id),
    UNIQUE (tenant, hash)
) STRICT, WITHOUT ROWID;

CREATE INDEX api_token_by_hash ON api_token (hash);

CREATE TABLE asset (
    tenant BLOB NOT NULL REFERENCES tenant (id),
    id BLOB NOT NULL,
    name TEXT NOT NULL,
    kind TEXT NOT NULL,
    state TEXT NOT NULL,
    state_since INTEGER NOT NULL,
    sources TEXT NOT NULL,
    device BLOB,
    manufacturer TEXT NOT NULL,
    model TEXT NOT NULL,
    serial_number TEXT NOT NULL,
    addresses TEXT NOT NULL,
    network_addresses TEXT NOT NULL,
    operating_system TEXT NOT NULL,
    owner TEXT NOT NULL,
    tags TEXT NOT NULL,
    accountable TEXT NOT NULL,
    department TEXT NOT NULL,
    cost_centre TEXT NOT NULL,
    location TEXT NOT NULL,
    notes TEXT NOT NULL,
    approved_by TEXT NOT NULL,
    first_seen INTEGER NOT NULL,
    version INTEGER NOT NULL,
    last_seen INTEGER NOT NULL,
    PRIMARY KEY (tenant, id)
) STRICT;

CREATE UNIQUE INDEX asset_by_device ON asset (tenant, device) WHERE device IS NOT NULL;

CREATE INDEX asset_by_name ON asset (tenant, name, id);

CREATE TABLE asset_identifier (
    tenant BLOB NOT NULL,
    value TEXT NOT NULL,
    asset BLOB NOT NULL,
    PRIMARY KEY (tenant, value, asset),
    FOREIGN KEY (tenant, asset) REFERENCES asset (tenant, id) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;

CREATE INDEX asset_identifier_by_asset ON asset_identifier (tenant, asset);

CREATE TRIGGER audit_refuses_delete BEFORE DELETE ON audit WHEN NOT EXISTS (SELECT 1 FROM tenant WHERE id = OLD.tenant AND state = 'deleting')
BEGIN SELECT RAISE(ABORT, 'audit is append-only'); END;

CREATE TRIGGER audit_refuses_update BEFORE UPDATE ON audit 
BEGIN SELECT RAISE(ABORT, 'audit is append-only'); END;

CREATE TABLE audit (
    tenant BLOB NOT NULL,
    sequence INTEGER NOT NULL,
    at INTEGER NOT NULL,
    actor TEXT NOT NULL,
    action TEXT NOT NULL,
    target TEXT NOT NULL,
    detail TEXT NOT NULL,
    hash TEXT NOT NULL,
    PRIMARY KEY (tenant, sequence)
) STRICT, WITHOUT ROWID;

CREATE TABLE browser_certificate (
    tenant BLOB NOT NULL,
    serial TEXT NOT NULL,
    device BLOB NOT NULL,
    account TEXT NOT NULL,
    account_number INTEGER NOT NULL,
    request BLOB NOT NULL,
    issued_at INTEGER NOT NULL,
    not_after INTEGER NOT NULL,
    revoked_at INTEGER,
    chain TEXT NOT NULL,
    PRIMARY KEY (tenant, serial),
    UNIQUE (tenant, device, request),
    FOREIGN KEY (tenant, device) REFERENCES device (tenant, id) ON DELETE CASCADE
) STRICT;

CREATE TABLE certificate (
    tenant BLOB NOT NULL,
    serial TEXT NOT NULL,
    device BLOB NOT NULL,
    not_before INTEGER NOT NULL,
    not_after INTEGER NOT NULL,
    revoked_at INTEGER,
    revocation_reason TEXT,
    request BLOB NOT NULL,
    chain TEXT NOT NULL,
    PRIMARY KEY (tenant, serial),
    UNIQUE (tenant, device, request),
    FOREIGN KEY (tenant, device) REFERENCES device (tenant, id) ON DELETE CASCADE
) STRICT;

CREATE TABLE change (
    sequence INTEGER NOT NULL PRIMARY KEY,
    tenant BLOB NOT NULL,
    kind TEXT NOT NULL,
    id TEXT NOT NULL,
    operation TEXT NOT NULL,
    mark INTEGER NOT NULL
) STRICT;

CREATE TABLE change_counter (
    only_row INTEGER NOT NULL PRIMARY KEY CHECK (only_row = 1),
    newest INTEGER NOT NULL,
    pruned INTEGER NOT NULL
) STRICT;

CREATE TABLE client_application (
    tenant BLOB NOT NULL REFERENCES tenant (id),
    id BLOB NOT NULL,
    name TEXT NOT NULL,
    folded_name TEXT NOT NULL,
    is_enabled INTEGER NOT NULL,
    is_confidential INTEGER NOT NULL,
    redirect_uris TEXT NOT NULL,
    permissions TEXT NOT NULL,
    delegated TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    tokens_valid_from INTEGER NOT NULL,
    PRIMARY KEY (tenant, id),
    UNIQUE (tenant, folded_name)
) STRICT, WITHOUT ROWID;

CREATE TABLE client_application_certificate (
    tenant BLOB NOT NULL,
    application BLOB NOT NULL,
    thumbprint TEXT NOT NULL,
    subject TEXT NOT NULL,
    public_key TEXT NOT NULL,
    not_after INTEGER NOT NULL,
    PRIMARY KEY (tenant, application, thumbprint),
    FOREIGN KEY (tenant, application) REFERENCES client_application (tenant, id) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;

CREATE TABLE client_application_secret (
    tenant BLOB NOT NULL,
    application BLOB NOT NULL,
    id TEXT NOT NULL,
    hash BLOB NOT NULL,
    created_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    PRIMARY KEY (tenant, application, id),
    FOREIGN KEY (tenant, application) REFERENCES client_application (tenant, id) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;

CREATE TABLE compliance_script (
    tenant BLOB NOT NULL REFERENCES tenant (id),
    name TEXT NOT NULL,
    digest TEXT NOT NULL,
    body TEXT NOT NULL,
    state TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    created_by TEXT NOT NULL,
    decided_at INTEGER,
    decided_by TEXT,
    reason TEXT NOT NULL,
    expires_at INTEGER,
    signature TEXT NOT NULL,
    PRIMARY KEY (tenant, name, digest)
) STRICT;

CREATE TABLE decision (
    tenant BLOB NOT NULL,
    id BLOB NOT NULL,
    at INTEGER NOT NULL,
    enforcement_point TEXT NOT NULL,
    application TEXT NOT NULL,
    device BLOB,
    address TEXT NOT NULL,
    user_agent TEXT NOT NULL,
    outcome TEXT NOT NULL,
    valid_until INTEGER NOT NULL,
    particulars TEXT NOT NULL,
    signals TEXT NOT NULL,
    policy_digest TEXT NOT NULL,
    PRIMARY KEY (tenant, id)
) STRICT;

CREATE INDEX decision_by_device ON decision (tenant, device, at, id);

CREATE INDEX decision_by_time ON decision (tenant, at, id);

CREATE TABLE decision_repeat (
    tenant BLOB NOT NULL,
    decision BLOB NOT NULL,
    minute INTEGER NOT NULL,
    count INTEGER NOT NULL,
    PRIMARY KEY (tenant, decision, minute)
) STRICT, WITHOUT ROWID;

CREATE INDEX decision_repeat_by_minute ON decision_repeat (tenant, minute);

CREATE TABLE device (
    tenant BLOB NOT NULL REFERENCES tenant (id),
    id BLOB NOT NULL,
    name TEXT NOT NULL,
    folded_name TEXT NOT NULL,
    platform TEXT NOT NULL,
    ownership TEXT NOT NULL,
    trust_type TEXT NOT NULL,
    management TEXT NOT NULL,
    lifecycle TEXT NOT NULL,
    group_names TEXT NOT NULL,
    uncertain_group_names TEXT NOT NULL,
    joined_group_names TEXT NOT NULL,
    manufacturer TEXT NOT NULL,
    model TEXT NOT NULL,
    serial_number TEXT NOT NULL,
    owner TEXT NOT NULL,
    tags TEXT NOT NULL,
    accountable TEXT NOT NULL,
    department TEXT NOT NULL,
    cost_centre TEXT NOT NULL,
    operating_system TEXT NOT NULL,
    operating_system_version TEXT NOT NULL,
    enrolled_at INTEGER NOT NULL,
    last_contact INTEGER NOT NULL,
    hardware_digest TEXT NOT NULL,
    identity_assurance TEXT NOT NULL,
    state_digest TEXT NOT NULL,
    sequence INTEGER NOT NULL,
    last_request BLOB,
    compliance_state TEXT NOT NULL DEFAULT 'unknown',
    PRIMARY KEY (tenant, id)
) STRICT, WITHOUT ROWID;

CREATE INDEX device_by_contact ON device (tenant, last_contact, id);

CREATE INDEX device_by_folded_name ON device (tenant, folded_name);

CREATE UNIQUE INDEX device_by_hardware ON device (tenant, hardware_digest)
    WHERE hardware_digest <> '';

CREATE INDEX device_by_name ON device (tenant, name, id);

CREATE INDEX device_by_serial_number ON device (tenant, serial_number, id);

CREATE INDEX device_by_state ON device (tenant, compliance_state, id);

CREATE INDEX device_by_state_and_name ON device (tenant, compliance_state, name, id);

CREATE TABLE device_action (
    tenant BLOB NOT NULL,
    id BLOB NOT NULL,
    batch BLOB NOT NULL,
    device BLOB NOT NULL,
    kind TEXT NOT NULL,
    state TEXT NOT NULL,
    detail TEXT NOT NULL,
    percent INTEGER,
    exit_code INTEGER,
    output TEXT,
    is_truncated INTEGER NOT NULL,
    signature TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    created_by TEXT NOT NULL,
    expires_at INTEGER NOT NULL,
    delivered_at INTEGER,
    updated_at INTEGER NOT NULL,
    PRIMARY KEY (tenant, id),
    FOREIGN KEY (tenant, device) REFERENCES device (tenant, id) ON DELETE CASCADE,
    FOREIGN KEY (tenant, batch) REFERENCES action_batch (tenant, id)
) STRICT;

CREATE INDEX device_action_by_batch ON device_action (tenant, batch, id);

CREATE INDEX device_action_by_device ON device_action (tenant, device, created_at, id);

CREATE INDEX device_action_by_time ON device_action (tenant, created_at, id);

CREATE TABLE device_attestation (
    tenant BLOB NOT NULL,
    device BLOB NOT NULL,
    endorsement_certificates TEXT NOT NULL,
    endorsement_key BLOB NOT NULL,
    endorsement_digest TEXT NOT NULL,
    trust TEXT NOT NULL,
    maker TEXT NOT NULL,
    attestation_key BLOB NOT NULL,
    clock_milliseconds TEXT NOT NULL,
    reset_count INTEGER NOT NULL,
    restart_count INTEGER NOT NULL,
    clock_safety TEXT NOT NULL,
    firmware_version TEXT NOT NULL,
    event_log_digest TEXT,
    registers_digest TEXT,
    secure_boot TEXT,
    quoted_at INTEGER NOT NULL,
    refusal TEXT,
    challenge BLOB,
    challenge_nonce BLOB,
    challenge_expires_at INTEGER,
    PRIMARY KEY (tenant, device),
    FOREIGN KEY (tenant, device) REFERENCES device (tenant, id) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;

CREATE INDEX device_attestation_by_endorsement ON device_attestation (tenant, endorsement_digest);

CREATE TABLE device_token (
    tenant BLOB NOT NULL,
    hash TEXT NOT NULL,
    device BLOB NOT NULL,
    expires_at INTEGER NOT NULL,
    PRIMARY KEY (tenant, hash),
    FOREIGN KEY (tenant, device) REFERENCES device (tenant, id) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;

CREATE INDEX device_token_by_device ON device_token (tenant, device);

CREATE INDEX device_token_by_end ON device_token (tenant, expires_at);

CREATE TABLE directory_group (
    tenant BLOB NOT NULL REFERENCES tenant (id),
    id BLOB NOT NULL,
    name TEXT NOT NULL,
    folded_name TEXT NOT NULL,
    summary TEXT NOT NULL,
    membership TEXT NOT NULL,
    rule TEXT NOT NULL,
    external_id TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    PRIMARY KEY (tenant, id),
    UNIQUE (tenant, folded_name)
) STRICT;

CREATE INDEX directory_group_by_name ON directory_group (tenant, name, id);

CREATE INDEX directory_group_by_rule ON directory_group (tenant, id) WHERE membership = 'dynamic';

CREATE TABLE directory_member (
    tenant BLOB NOT NULL,
    in_group BLOB NOT NULL,
    member BLOB NOT NULL,
    kind TEXT NOT NULL,
    PRIMARY KEY (tenant, in_group, member, kind),
    FOREIGN KEY (tenant, in_group) REFERENCES directory_group (tenant, id) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;

CREATE INDEX directory_member_by_member ON directory_member (tenant, member, kind, in_group);

CREATE TABLE directory_user (
    tenant BLOB NOT NULL REFERENCES tenant (id),
    id BLOB NOT NULL,
    user_name TEXT NOT NULL,
    display_name TEXT NOT NULL,
    given_name TEXT NOT NULL,
    family_name TEXT NOT NULL,
    mail TEXT NOT NULL,
    kind TEXT NOT NULL,
    is_enabled INTEGER NOT NULL,
    job_title TEXT NOT NULL,
    department TEXT NOT NULL,
    cost_centre TEXT NOT NULL,
    employee_number TEXT NOT NULL,
    manager BLOB,
    roles TEXT NOT NULL,
    source TEXT NOT NULL,
    external_id TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    sessions_valid_from INTEGER NOT NULL,
    PRIMARY KEY (tenant, id),
    UNIQUE (tenant, user_name)
) STRICT;

CREATE INDEX directory_user_by_display_name ON directory_user (tenant, display_name, id);

CREATE INDEX directory_user_by_external_id ON directory_user (tenant, external_id, id);

CREATE INDEX directory_user_by_manager ON directory_user (tenant, manager) WHERE manager IS NOT NULL;

CREATE TABLE document (
    tenant BLOB NOT NULL REFERENCES tenant (id),
    id BLOB NOT NULL,
    kind TEXT NOT NULL,
    name TEXT NOT NULL,
    version INTEGER NOT NULL,
    body TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    updated_by TEXT NOT NULL,
    PRIMARY KEY (tenant, id),
    UNIQUE (tenant, kind, name)
) STRICT;

CREATE TABLE enforcement_point_certificate (
    tenant BLOB NOT NULL REFERENCES tenant (id),
    serial TEXT NOT NULL,
    point TEXT NOT NULL,
    issued_at INTEGER NOT NULL,
    not_after INTEGER NOT NULL,
    revoked_at INTEGER,
    PRIMARY KEY (tenant, serial)
) STRICT, WITHOUT ROWID;

CREATE INDEX enforcement_point_certificate_by_point ON enforcement_point_certificate (tenant, point);

CREATE TABLE enrolment_approval (
    tenant BLOB NOT NULL REFERENCES tenant (id),
    id BLOB NOT NULL,
    request BLOB NOT NULL,
    key_digest TEXT NOT NULL,
    hardware_digest TEXT NOT NULL,
    name TEXT NOT NULL,
    platform TEXT NOT NULL,
    manufacturer TEXT NOT NULL,
    model TEXT NOT NULL,
    serial_number TEXT NOT NULL,
    operating_system TEXT NOT NULL,
    address TEXT NOT NULL,
    endorsement_key_hash TEXT NOT NULL,
    endorsement TEXT,
    code BLOB,
    hardware BLOB,
    cause TEXT NOT NULL,
    state TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    last_asked_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    decided_at INTEGER,
    decided_by TEXT,
    reason TEXT NOT NULL,
    device BLOB,
    PRIMARY KEY (tenant, id),
    UNIQUE (tenant, request)
) STRICT;

CREATE INDEX enrolment_approval_by_time ON enrolment_approval (tenant, created_at, id);

CREATE INDEX enrolment_approval_that_is_open ON enrolment_approval (tenant, expires_at)
    WHERE state IN ('pending', 'approved');

CREATE TABLE enrolment_challenge (
    tenant BLOB NOT NULL REFERENCES tenant (id),
    id BLOB NOT NULL,
    address TEXT NOT NULL,
    secret_hash TEXT NOT NULL,
    nonce BLOB NOT NULL,
    endorsement_certificates TEXT NOT NULL,
    endorsement_key BLOB NOT NULL,
    attestation_key BLOB NOT NULL,
    expires_at INTEGER NOT NULL,
    PRIMARY KEY (tenant, id)
) STRICT, WITHOUT ROWID;

CREATE INDEX enrolment_challenge_by_address ON enrolment_challenge (tenant, address);

CREATE INDEX enrolment_challenge_by_end ON enrolment_challenge (tenant, expires_at);

CREATE TABLE enrolment_code (
    tenant BLOB NOT NULL REFERENCES tenant (id),
    id BLOB NOT NULL,
    hash TEXT NOT NULL,
    profile TEXT NOT NULL,
    requires_approval INTEGER NOT NULL,
    uses_allowed INTEGER NOT NULL,
    uses_made INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    created_by TEXT NOT NULL,
    expires_at INTEGER NOT NULL,
    revoked_at INTEGER,
    PRIMARY KEY (tenant, id),
    UNIQUE (tenant, hash),
    CHECK (uses_made BETWEEN 0 AND uses_allowed)
) STRICT, WITHOUT ROWID;

CREATE INDEX enrolment_code_by_hash ON enrolment_code (hash);

CREATE TABLE fact (
    tenant BLOB NOT NULL,
    device BLOB NOT NULL,
    name TEXT NOT NULL,
    state TEXT NOT NULL,
    value TEXT NOT NULL,
    source TEXT NOT NULL,
    evidence TEXT NOT NULL,
    observed_at INTEGER NOT NULL,
    received_at INTEGER NOT NULL,
    assurance TEXT NOT NULL,
    PRIMARY KEY (tenant, device, name),
    FOREIGN KEY (tenant, device) REFERENCES device (tenant, id) ON DELETE CASCADE
) STRICT;

CREATE TABLE federated_identity (
    tenant BLOB NOT NULL REFERENCES tenant (id),
    provider TEXT NOT NULL,
    subject TEXT NOT NULL,
    issuer TEXT NOT NULL,
    person BLOB NOT NULL,
    linked_at INTEGER NOT NULL,
    PRIMARY KEY (tenant, provider, subject)
) STRICT, WITHOUT ROWID;

CREATE INDEX federated_identity_by_person ON federated_identity (tenant, person);

CREATE TABLE job (
    tenant BLOB NOT NULL,
    id BLOB NOT NULL,
    queue TEXT NOT NULL,
    kind TEXT NOT NULL,
    subject TEXT NOT NULL,
    payload TEXT NOT NULL,
    due_at INTEGER NOT NULL,
    attempts INTEGER NOT NULL,
    version INTEGER NOT NULL,
    claimed_version INTEGER,
    locked_until INTEGER,
    last_error TEXT NOT NULL DEFAULT '',
    PRIMARY KEY (tenant, id),
    UNIQUE (tenant, queue, kind, subject)
) STRICT, WITHOUT ROWID;

CREATE INDEX job_by_due_time ON job (queue, due_at, id);

CREATE TABLE notice (
    tenant BLOB NOT NULL REFERENCES tenant (id),
    id BLOB NOT NULL,
    dedup_key TEXT NOT NULL,
    kind TEXT NOT NULL,
    device BLOB,
    state TEXT NOT NULL,
    particulars TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    PRIMARY KEY (tenant, id),
    UNIQUE (tenant, dedup_key)
) STRICT;

CREATE INDEX notice_by_time ON notice (tenant, created_at, id);

CREATE TABLE notice_message (
    tenant BLOB NOT NULL,
    id BLOB NOT NULL,
    notice BLOB NOT NULL,
    channel TEXT NOT NULL,
    recipient TEXT NOT NULL,
    locale TEXT NOT NULL,
    state TEXT NOT NULL,
    attempts INTEGER NOT NULL,
    problem TEXT NOT NULL,
    updated_at INTEGER NOT NULL,
    PRIMARY KEY (tenant, id),
    FOREIGN KEY (tenant, notice) REFERENCES notice (tenant, id) ON DELETE CASCADE
) STRICT;

CREATE INDEX notice_message_by_notice ON notice_message (tenant, notice, id);

CREATE TABLE passkey (
    tenant BLOB NOT NULL REFERENCES tenant (id),
    id BLOB NOT NULL,
    person BLOB NOT NULL,
    credential BLOB NOT NULL,
    user_handle BLOB NOT NULL,
    public_key BLOB NOT NULL,
    counter INTEGER NOT NULL,
    is_backup_eligible INTEGER NOT NULL,
    is_backed_up INTEGER NOT NULL,
    was_user_verified INTEGER NOT NULL,
    transports TEXT NOT NULL,
    model TEXT NOT NULL,
    name TEXT NOT NULL,
    attestation TEXT NOT NULL,
    is_model_proved INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    last_used_at INTEGER,
    suspected_at INTEGER,
    PRIMARY KEY (tenant, id),
    UNIQUE (tenant, credential)
) STRICT;

CREATE INDEX passkey_by_person ON passkey (tenant, person, created_at);

CREATE TABLE password (
    tenant BLOB NOT NULL REFERENCES tenant (id),
    person BLOB NOT NULL,
    hash TEXT NOT NULL,
    sealed BLOB NOT NULL,
    last_step INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    PRIMARY KEY (tenant, person)
) STRICT, WITHOUT ROWID;

CREATE TABLE past_verdict (
    tenant BLOB NOT NULL,
    device BLOB NOT NULL,
    judged_at INTEGER NOT NULL,
    closed_at INTEGER NOT NULL,
    state TEXT NOT NULL,
    since INTEGER NOT NULL,
    grace_end INTEGER,
    valid_until INTEGER NOT NULL,
    note TEXT,
    PRIMARY KEY (tenant, device, judged_at),
    FOREIGN KEY (tenant, device) REFERENCES device (tenant, id) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;

CREATE INDEX past_verdict_by_end ON past_verdict (tenant, closed_at);

CREATE TABLE pending_federation (
    tenant BLOB NOT NULL REFERENCES tenant (id),
    hash TEXT NOT NULL,
    provider TEXT NOT NULL,
    destination TEXT NOT NULL,
    expires_at INTEGER NOT NULL,
    PRIMARY KEY (tenant, hash)
) STRICT, WITHOUT ROWID;

CREATE INDEX pending_federation_by_end ON pending_federation (tenant, expires_at);

CREATE TABLE provisioned_attributes (
    tenant BLOB NOT NULL,
    person BLOB NOT NULL,
    attributes TEXT NOT NULL,
    PRIMARY KEY (tenant, person),
    FOREIGN KEY (tenant, person) REFERENCES directory_user (tenant, id) ON DELETE CASCADE
) STRICT;

CREATE TABLE recovery_code (
    tenant BLOB NOT NULL REFERENCES tenant (id),
    person BLOB NOT NULL,
    hash TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    PRIMARY KEY (tenant, person, hash)
) STRICT, WITHOUT ROWID;

CREATE TABLE registered_hardware (
    tenant BLOB NOT NULL REFERENCES tenant (id),
    id BLOB NOT NULL,
    serial_number TEXT NOT NULL,
    folded_serial_number TEXT NOT NULL,
    endorsement_key_hash TEXT NOT NULL,
    manufacturer TEXT NOT NULL,
    model TEXT NOT NULL,
    profile TEXT NOT NULL,
    order_id TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    created_by TEXT NOT NULL,
    device BLOB,
    enrolled_at INTEGER,
    PRIMARY KEY (tenant, id)
) STRICT;

CREATE INDEX registered_hardware_by_device ON registered_hardware (tenant, device)
    WHERE device IS NOT NULL;

CREATE UNIQUE INDEX registered_hardware_by_endorsement_key
    ON registered_hardware (tenant, endorsement_key_hash) WHERE endorsement_key_hash <> '';

CREATE INDEX registered_hardware_by_serial_number
    ON registered_hardware (tenant, folded_serial_number) WHERE folded_serial_number <> '';

CREATE INDEX registered_hardware_by_time ON registered_hardware (tenant, created_at, id);

CREATE TABLE requirement_interval (
    tenant BLOB NOT NULL,
    device BLOB NOT NULL,
    policy TEXT NOT NULL,
    requirement TEXT NOT NULL,
    since INTEGER NOT NULL,
    judged_at INTEGER NOT NULL,
    closed_at INTEGER,
    ended_at INTEGER,
    result TEXT NOT NULL,
    grace_end INTEGER,
    severity TEXT NOT NULL,
    fact TEXT NOT NULL,
    wanted TEXT NOT NULL,
    found TEXT NOT NULL,
    evidence TEXT NOT NULL,
    remediation TEXT NOT NULL,
    pending TEXT,
    actions_done TEXT NOT NULL,
    PRIMARY KEY (tenant, device, policy, requirement, since, judged_at),
    FOREIGN KEY (tenant, device) REFERENCES device (tenant, id) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;

CREATE INDEX requirement_interval_by_end ON requirement_interval (tenant, closed_at)
    WHERE closed_at IS NOT NULL;

CREATE INDEX requirement_interval_that_lasts ON requirement_interval (tenant, device)
    WHERE closed_at IS NULL;

CREATE TABLE schema_migration (
    number INTEGER NOT NULL PRIMARY KEY,
    name TEXT NOT NULL,
    needs_schema INTEGER NOT NULL
) STRICT;

CREATE TABLE script (
    tenant BLOB NOT NULL REFERENCES tenant (id),
    digest TEXT NOT NULL,
    body TEXT NOT NULL,
    PRIMARY KEY (tenant, digest)
) STRICT;

CREATE TABLE secret (
    tenant BLOB NOT NULL REFERENCES tenant (id),
    name TEXT NOT NULL,
    sealed BLOB NOT NULL,
    updated_at INTEGER NOT NULL,
    PRIMARY KEY (tenant, name)
) STRICT, WITHOUT ROWID;

CREATE TABLE set_up_code (
    tenant BLOB NOT NULL REFERENCES tenant (id),
    hash TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    used_at INTEGER,
    PRIMARY KEY (tenant)
) STRICT, WITHOUT ROWID;

CREATE TABLE sign_in_attempt (
    tenant BLOB NOT NULL REFERENCES tenant (id),
    subject TEXT NOT NULL,
    attempts INTEGER NOT NULL,
    since INTEGER NOT NULL,
    PRIMARY KEY (tenant, subject)
) STRICT, WITHOUT ROWID;

CREATE INDEX sign_in_attempt_by_time ON sign_in_attempt (tenant, since);

CREATE TABLE sign_in_session (
    tenant BLOB NOT NULL REFERENCES tenant (id),
    id BLOB NOT NULL,
    hash TEXT NOT NULL,
    person BLOB NOT NULL,
    device BLOB,
    methods TEXT NOT NULL,
    authenticated_at INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    last_used_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    address TEXT NOT NULL,
    user_agent TEXT NOT NULL,
    revoked_at INTEGER,
    PRIMARY KEY (tenant, id),
    UNIQUE (tenant, hash)
) STRICT, WITHOUT ROWID;

CREATE INDEX sign_in_session_by_end ON sign_in_session (tenant, expires_at);

CREATE INDEX sign_in_session_by_person ON sign_in_session (tenant, person, created_at);

CREATE TABLE signing_key (
    tenant BLOB NOT NULL REFERENCES tenant (id),
    id TEXT NOT NULL,
    signs TEXT NOT NULL,
    public_key TEXT NOT NULL,
    sealed BLOB NOT NULL,
    created_at INTEGER NOT NULL,
    signs_from INTEGER NOT NULL,
    PRIMARY KEY (tenant, id)
) STRICT, WITHOUT ROWID;

CREATE TABLE spent_value (
    tenant BLOB NOT NULL REFERENCES tenant (id),
    hash TEXT NOT NULL,
    expires_at INTEGER NOT NULL,
    PRIMARY KEY (tenant, hash)
) STRICT, WITHOUT ROWID;

CREATE INDEX spent_value_by_end ON spent_value (tenant, expires_at);

CREATE TABLE tenant (
    id BLOB NOT NULL PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    created_at INTEGER NOT NULL,
    owns_server INTEGER NOT NULL,
    state TEXT NOT NULL,
    state_since INTEGER NOT NULL,
    state_reason TEXT NOT NULL,
    document_revision INTEGER NOT NULL DEFAULT 0,
    evaluator INTEGER NOT NULL DEFAULT 0
) STRICT, WITHOUT ROWID;

CREATE UNIQUE INDEX tenant_that_owns_the_server ON tenant (owns_server) WHERE owns_server = 1;

CREATE TABLE tenant_authority (
    tenant BLOB NOT NULL REFERENCES tenant (id),
    sealed BLOB NOT NULL,
    updated_at INTEGER NOT NULL,
    PRIMARY KEY (tenant)
) STRICT, WITHOUT ROWID;

CREATE TABLE token_state (
    tenant BLOB NOT NULL,
    kind TEXT NOT NULL,
    id TEXT NOT NULL,
    application BLOB NOT NULL,
    person BLOB,
    session BLOB,
    body TEXT NOT NULL,
    expires_at INTEGER NOT NULL,
    PRIMARY KEY (tenant, kind, id),
    FOREIGN KEY (tenant, application) REFERENCES client_application (tenant, id) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;

CREATE INDEX token_state_by_application ON token_state (tenant, application);

CREATE INDEX token_state_by_end ON token_state (tenant, expires_at);

CREATE INDEX token_state_by_person ON token_state (tenant, person);

CREATE TABLE verdict (
    tenant BLOB NOT NULL,
    device BLOB NOT NULL,
    state TEXT NOT NULL,
    since INTEGER NOT NULL,
    grace_end INTEGER,
    valid_until INTEGER NOT NULL,
    note TEXT,
    judged_at INTEGER NOT NULL,
    PRIMARY KEY (tenant, device),
    FOREIGN KEY (tenant, device) REFERENCES device (tenant, id) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;
