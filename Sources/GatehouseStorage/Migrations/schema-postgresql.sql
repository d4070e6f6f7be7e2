CREATE FUNCTION public.audit_refuses_changes() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN
        IF EXISTS (SELECT 1 FROM tenant WHERE id = OLD.tenant AND state = 'deleting') THEN
            RETURN OLD;
        END IF;
    END IF;
    RAISE EXCEPTION 'audit is append-only' USING ERRCODE = 'GH001';
END $$;
CREATE TABLE public.access_pass (
    tenant bytea NOT NULL,
    id bytea NOT NULL,
    person bytea NOT NULL,
    hash text NOT NULL COLLATE pg_catalog."C",
    is_one_time bigint NOT NULL,
    created_at bigint NOT NULL,
    created_by text NOT NULL COLLATE pg_catalog."C",
    expires_at bigint NOT NULL,
    used_at bigint
);
CREATE TABLE public.action_artefact (
    tenant bytea NOT NULL,
    action bytea NOT NULL,
    name text NOT NULL COLLATE pg_catalog."C",
    content bytea NOT NULL,
    created_at bigint NOT NULL
);
CREATE TABLE public.action_batch (
    tenant bytea NOT NULL,
    id bytea NOT NULL,
    kind text NOT NULL COLLATE pg_catalog."C",
    parameters text NOT NULL COLLATE pg_catalog."C",
    request text NOT NULL COLLATE pg_catalog."C",
    approval text NOT NULL COLLATE pg_catalog."C",
    created_at bigint NOT NULL,
    created_by text NOT NULL COLLATE pg_catalog."C",
    decided_at bigint,
    decided_by text COLLATE pg_catalog."C",
    reason text NOT NULL COLLATE pg_catalog."C",
    expires_at bigint NOT NULL,
    devices bigint NOT NULL
);
CREATE TABLE public.api_token (
    tenant bytea NOT NULL,
    id bytea NOT NULL,
    name text NOT NULL COLLATE pg_catalog."C",
    role text NOT NULL COLLATE pg_catalog."C",
    hash text NOT NULL COLLATE pg_catalog."C",
    created_at bigint NOT NULL,
    expires_at bigint NOT NULL,
    revoked_at bigint
);
CREATE TABLE public.asset (
    tenant bytea NOT NULL,
    id bytea NOT NULL,
    name text NOT NULL COLLATE pg_catalog."C",
    kind text NOT NULL COLLATE pg_catalog."C",
    state text NOT NULL COLLATE pg_catalog."C",
    state_since bigint NOT NULL,
    sources text NOT NULL COLLATE pg_catalog."C",
    device bytea,
    manufacturer text NOT NULL COLLATE pg_catalog."C",
    model text NOT NULL COLLATE pg_catalog."C",
    serial_number text NOT NULL COLLATE pg_catalog."C",
    addresses text NOT NULL COLLATE pg_catalog."C",
    network_addresses text NOT NULL COLLATE pg_catalog."C",
    operating_system text NOT NULL COLLATE pg_catalog."C",
    owner text NOT NULL COLLATE pg_catalog."C",
    tags text NOT NULL COLLATE pg_catalog."C",
    accountable text NOT NULL COLLATE pg_catalog."C",
    department text NOT NULL COLLATE pg_catalog."C",
    cost_centre text NOT NULL COLLATE pg_catalog."C",
    location text NOT NULL COLLATE pg_catalog."C",
    notes text NOT NULL COLLATE pg_catalog."C",
    approved_by text NOT NULL COLLATE pg_catalog."C",
    first_seen bigint NOT NULL,
    version bigint NOT NULL,
    last_seen bigint NOT NULL
);
CREATE TABLE public.asset_identifier (
    tenant bytea NOT NULL,
    value text NOT NULL COLLATE pg_catalog."C",
    asset bytea NOT NULL
);
CREATE TABLE public.audit (
    tenant bytea NOT NULL,
    sequence bigint NOT NULL,
    at bigint NOT NULL,
    actor text NOT NULL COLLATE pg_catalog."C",
    action text NOT NULL COLLATE pg_catalog."C",
    target text NOT NULL COLLATE pg_catalog."C",
    detail text NOT NULL COLLATE pg_catalog."C",
    hash text NOT NULL COLLATE pg_catalog."C"
);
CREATE TABLE public.browser_certificate (
    tenant bytea NOT NULL,
    serial text NOT NULL COLLATE pg_catalog."C",
    device bytea NOT NULL,
    account text NOT NULL COLLATE pg_catalog."C",
    account_number bigint NOT NULL,
    request bytea NOT NULL,
    issued_at bigint NOT NULL,
    not_after bigint NOT NULL,
    revoked_at bigint,
    chain text NOT NULL COLLATE pg_catalog."C"
);
CREATE TABLE public.certificate (
    tenant bytea NOT NULL,
    serial text NOT NULL COLLATE pg_catalog."C",
    device bytea NOT NULL,
    not_before bigint NOT NULL,
    not_after bigint NOT NULL,
    revoked_at bigint,
    revocation_reason text COLLATE pg_catalog."C",
    request bytea NOT NULL,
    chain text NOT NULL COLLATE pg_catalog."C"
);
CREATE TABLE public.change (
    sequence bigint NOT NULL,
    tenant bytea NOT NULL,
    kind text NOT NULL COLLATE pg_catalog."C",
    id text NOT NULL COLLATE pg_catalog."C",
    operation text NOT NULL COLLATE pg_catalog."C",
    mark bigint NOT NULL
);
CREATE TABLE public.change_counter (
    only_row bigint NOT NULL,
    newest bigint NOT NULL,
    pruned bigint NOT NULL,
    CONSTRAINT change_counter_only_row_check CHECK ((only_row = 1))
);
CREATE TABLE public.client_application (
    tenant bytea NOT NULL,
    id bytea NOT NULL,
    name text NOT NULL COLLATE pg_catalog."C",
    folded_name text NOT NULL COLLATE pg_catalog."C",
    is_enabled bigint NOT NULL,
    is_confidential bigint NOT NULL,
    redirect_uris text NOT NULL COLLATE pg_catalog."C",
    permissions text NOT NULL COLLATE pg_catalog."C",
    delegated text NOT NULL COLLATE pg_catalog."C",
    created_at bigint NOT NULL,
    updated_at bigint NOT NULL,
    tokens_valid_from bigint NOT NULL
);
CREATE TABLE public.client_application_certificate (
    tenant bytea NOT NULL,
    application bytea NOT NULL,
    thumbprint text NOT NULL COLLATE pg_catalog."C",
    subject text NOT NULL COLLATE pg_catalog."C",
    public_key text NOT NULL COLLATE pg_catalog."C",
    not_after bigint NOT NULL
);
CREATE TABLE public.client_application_secret (
    tenant bytea NOT NULL,
    application bytea NOT NULL,
    id text NOT NULL COLLATE pg_catalog."C",
    hash bytea NOT NULL,
    created_at bigint NOT NULL,
    expires_at bigint NOT NULL
);
CREATE TABLE public.compliance_script (
    tenant bytea NOT NULL,
    name text NOT NULL COLLATE pg_catalog."C",
    digest text NOT NULL COLLATE pg_catalog."C",
    body text NOT NULL COLLATE pg_catalog."C",
    state text NOT NULL COLLATE pg_catalog."C",
    created_at bigint NOT NULL,
    created_by text NOT NULL COLLATE pg_catalog."C",
    decided_at bigint,
    decided_by text COLLATE pg_catalog."C",
    reason text NOT NULL COLLATE pg_catalog."C",
    expires_at bigint,
    signature text NOT NULL COLLATE pg_catalog."C"
);
CREATE TABLE public.decision (
    tenant bytea NOT NULL,
    id bytea NOT NULL,
    at bigint NOT NULL,
    enforcement_point text NOT NULL COLLATE pg_catalog."C",
    application text NOT NULL COLLATE pg_catalog."C",
    device bytea,
    address text NOT NULL COLLATE pg_catalog."C",
    user_agent text NOT NULL COLLATE pg_catalog."C",
    outcome text NOT NULL COLLATE pg_catalog."C",
    valid_until bigint NOT NULL,
    particulars text NOT NULL COLLATE pg_catalog."C",
    signals text NOT NULL COLLATE pg_catalog."C",
    policy_digest text NOT NULL COLLATE pg_catalog."C"
);
CREATE TABLE public.decision_repeat (
    tenant bytea NOT NULL,
    decision bytea NOT NULL,
    minute bigint NOT NULL,
    count bigint NOT NULL
);
CREATE TABLE public.device (
    tenant bytea NOT NULL,
    id bytea NOT NULL,
    name text NOT NULL COLLATE pg_catalog."C",
    folded_name text NOT NULL COLLATE pg_catalog."C",
    platform text NOT NULL COLLATE pg_catalog."C",
    ownership text NOT NULL COLLATE pg_catalog."C",
    trust_type text NOT NULL COLLATE pg_catalog."C",
    management text NOT NULL COLLATE pg_catalog."C",
    lifecycle text NOT NULL COLLATE pg_catalog."C",
    group_names text NOT NULL COLLATE pg_catalog."C",
    uncertain_group_names text NOT NULL COLLATE pg_catalog."C",
    joined_group_names text NOT NULL COLLATE pg_catalog."C",
    manufacturer text NOT NULL COLLATE pg_catalog."C",
    model text NOT NULL COLLATE pg_catalog."C",
    serial_number text NOT NULL COLLATE pg_catalog."C",
    owner text NOT NULL COLLATE pg_catalog."C",
    tags text NOT NULL COLLATE pg_catalog."C",
    accountable text NOT NULL COLLATE pg_catalog."C",
    department text NOT NULL COLLATE pg_catalog."C",
    cost_centre text NOT NULL COLLATE pg_catalog."C",
    operating_system text NOT NULL COLLATE pg_catalog."C",
    operating_system_version text NOT NULL COLLATE pg_catalog."C",
    enrolled_at bigint NOT NULL,
    last_contact bigint NOT NULL,
    hardware_digest text NOT NULL COLLATE pg_catalog."C",
    identity_assurance text NOT NULL COLLATE pg_catalog."C",
    state_digest text NOT NULL COLLATE pg_catalog."C",
    sequence bigint NOT NULL,
    last_request bytea,
    compliance_state text DEFAULT 'unknown'::text NOT NULL COLLATE pg_catalog."C"
);
CREATE TABLE public.device_action (
    tenant bytea NOT NULL,
    id bytea NOT NULL,
    batch bytea NOT NULL,
    device bytea NOT NULL,
    kind text NOT NULL COLLATE pg_catalog."C",
    state text NOT NULL COLLATE pg_catalog."C",
    detail text NOT NULL COLLATE pg_catalog."C",
    percent bigint,
    exit_code bigint,
    output text COLLATE pg_catalog."C",
    is_truncated bigint NOT NULL,
    signature text NOT NULL COLLATE pg_catalog."C",
    created_at bigint NOT NULL,
    created_by text NOT NULL COLLATE pg_catalog."C",
    expires_at bigint NOT NULL,
    delivered_at bigint,
    updated_at bigint NOT NULL
);
CREATE TABLE public.device_attestation (
    tenant bytea NOT NULL,
    device bytea NOT NULL,
    endorsement_certificates text NOT NULL COLLATE pg_catalog."C",
    endorsement_key bytea NOT NULL,
    endorsement_digest text NOT NULL COLLATE pg_catalog."C",
    trust text NOT NULL COLLATE pg_catalog."C",
    maker text NOT NULL COLLATE pg_catalog."C",
    attestation_key bytea NOT NULL,
    clock_milliseconds text NOT NULL COLLATE pg_catalog."C",
    reset_count bigint NOT NULL,
    restart_count bigint NOT NULL,
    clock_safety text NOT NULL COLLATE pg_catalog."C",
    firmware_version text NOT NULL COLLATE pg_catalog."C",
    event_log_digest text COLLATE pg_catalog."C",
    registers_digest text COLLATE pg_catalog."C",
    secure_boot text COLLATE pg_catalog."C",
    quoted_at bigint NOT NULL,
    refusal text COLLATE pg_catalog."C",
    challenge bytea,
    challenge_nonce bytea,
    challenge_expires_at bigint
);
CREATE TABLE public.device_token (
    tenant bytea NOT NULL,
    hash text NOT NULL COLLATE pg_catalog."C",
    device bytea NOT NULL,
    expires_at bigint NOT NULL
);
CREATE TABLE public.directory_group (
    tenant bytea NOT NULL,
    id bytea NOT NULL,
    name text NOT NULL COLLATE pg_catalog."C",
    folded_name text NOT NULL COLLATE pg_catalog."C",
    summary text NOT NULL COLLATE pg_catalog."C",
    membership text NOT NULL COLLATE pg_catalog."C",
    rule text NOT NULL COLLATE pg_catalog."C",
    external_id text NOT NULL COLLATE pg_catalog."C",
    created_at bigint NOT NULL,
    updated_at bigint NOT NULL
);
CREATE TABLE public.directory_member (
    tenant bytea NOT NULL,
    in_group bytea NOT NULL,
    member bytea NOT NULL,
    kind text NOT NULL COLLATE pg_catalog."C"
);
CREATE TABLE public.directory_user (
    tenant bytea NOT NULL,
    id bytea NOT NULL,
    user_name text NOT NULL COLLATE pg_catalog."C",
    display_name text NOT NULL COLLATE pg_catalog."C",
    given_name text NOT NULL COLLATE pg_catalog."C",
    family_name text NOT NULL COLLATE pg_catalog."C",
    mail text NOT NULL COLLATE pg_catalog."C",
    kind text NOT NULL COLLATE pg_catalog."C",
    is_enabled bigint NOT NULL,
    job_title text NOT NULL COLLATE pg_catalog."C",
    department text NOT NULL COLLATE pg_catalog."C",
    cost_centre text NOT NULL COLLATE pg_catalog."C",
    employee_number text NOT NULL COLLATE pg_catalog."C",
    manager bytea,
    roles text NOT NULL COLLATE pg_catalog."C",
    source text NOT NULL COLLATE pg_catalog."C",
    external_id text NOT NULL COLLATE pg_catalog."C",
    created_at bigint NOT NULL,
    updated_at bigint NOT NULL,
    sessions_valid_from bigint NOT NULL
);
CREATE TABLE public.document (
    tenant bytea NOT NULL,
    id bytea NOT NULL,
    kind text NOT NULL COLLATE pg_catalog."C",
    name text NOT NULL COLLATE pg_catalog."C",
    version bigint NOT NULL,
    body text NOT NULL COLLATE pg_catalog."C",
    created_at bigint NOT NULL,
    updated_at bigint NOT NULL,
    updated_by text NOT NULL COLLATE pg_catalog."C"
);
CREATE TABLE public.enforcement_point_certificate (
    tenant bytea NOT NULL,
    serial text NOT NULL COLLATE pg_catalog."C",
    point text NOT NULL COLLATE pg_catalog."C",
    issued_at bigint NOT NULL,
    not_after bigint NOT NULL,
    revoked_at bigint
);
CREATE TABLE public.enrolment_approval (
    tenant bytea NOT NULL,
    id bytea NOT NULL,
    request bytea NOT NULL,
    key_digest text NOT NULL COLLATE pg_catalog."C",
    hardware_digest text NOT NULL COLLATE pg_catalog."C",
    name text NOT NULL COLLATE pg_catalog."C",
    platform text NOT NULL COLLATE pg_catalog."C",
    manufacturer text NOT NULL COLLATE pg_catalog."C",
    model text NOT NULL COLLATE pg_catalog."C",
    serial_number text NOT NULL COLLATE pg_catalog."C",
    operating_system text NOT NULL COLLATE pg_catalog."C",
    address text NOT NULL COLLATE pg_catalog."C",
    endorsement_key_hash text NOT NULL COLLATE pg_catalog."C",
    endorsement text COLLATE pg_catalog."C",
    code bytea,
    hardware bytea,
    cause text NOT NULL COLLATE pg_catalog."C",
    state text NOT NULL COLLATE pg_catalog."C",
    created_at bigint NOT NULL,
    last_asked_at bigint NOT NULL,
    expires_at bigint NOT NULL,
    decided_at bigint,
    decided_by text COLLATE pg_catalog."C",
    reason text NOT NULL COLLATE pg_catalog."C",
    device bytea
);
CREATE TABLE public.enrolment_challenge (
    tenant bytea NOT NULL,
    id bytea NOT NULL,
    address text NOT NULL COLLATE pg_catalog."C",
    secret_hash text NOT NULL COLLATE pg_catalog."C",
    nonce bytea NOT NULL,
    endorsement_certificates text NOT NULL COLLATE pg_catalog."C",
    endorsement_key bytea NOT NULL,
    attestation_key bytea NOT NULL,
    expires_at bigint NOT NULL
);
CREATE TABLE public.enrolment_code (
    tenant bytea NOT NULL,
    id bytea NOT NULL,
    hash text NOT NULL COLLATE pg_catalog."C",
    profile text NOT NULL COLLATE pg_catalog."C",
    requires_approval bigint NOT NULL,
    uses_allowed bigint NOT NULL,
    uses_made bigint NOT NULL,
    created_at bigint NOT NULL,
    created_by text NOT NULL COLLATE pg_catalog."C",
    expires_at bigint NOT NULL,
    revoked_at bigint,
    CONSTRAINT enrolment_code_check CHECK (((uses_made >= 0) AND (uses_made <= uses_allowed)))
);
CREATE TABLE public.fact (
    tenant bytea NOT NULL,
    device bytea NOT NULL,
    name text NOT NULL COLLATE pg_catalog."C",
    state text NOT NULL COLLATE pg_catalog."C",
    value text NOT NULL COLLATE pg_catalog."C",
    source text NOT NULL COLLATE pg_catalog."C",
    evidence text NOT NULL COLLATE pg_catalog."C",
    observed_at bigint NOT NULL,
    received_at bigint NOT NULL,
    assurance text NOT NULL COLLATE pg_catalog."C"
);
CREATE TABLE public.federated_identity (
    tenant bytea NOT NULL,
    provider text NOT NULL COLLATE pg_catalog."C",
    subject text NOT NULL COLLATE pg_catalog."C",
    issuer text NOT NULL COLLATE pg_catalog."C",
    person bytea NOT NULL,
    linked_at bigint NOT NULL
);
CREATE TABLE public.job (
    tenant bytea NOT NULL,
    id bytea NOT NULL,
    queue text NOT NULL COLLATE pg_catalog."C",
    kind text NOT NULL COLLATE pg_catalog."C",
    subject text NOT NULL COLLATE pg_catalog."C",
    payload text NOT NULL COLLATE pg_catalog."C",
    due_at bigint NOT NULL,
    attempts bigint NOT NULL,
    version bigint NOT NULL,
    claimed_version bigint,
    locked_until bigint,
    last_error text DEFAULT ''::text NOT NULL COLLATE pg_catalog."C"
);
CREATE TABLE public.notice (
    tenant bytea NOT NULL,
    id bytea NOT NULL,
    dedup_key text NOT NULL COLLATE pg_catalog."C",
    kind text NOT NULL COLLATE pg_catalog."C",
    device bytea,
    state text NOT NULL COLLATE pg_catalog."C",
    particulars text NOT NULL COLLATE pg_catalog."C",
    created_at bigint NOT NULL,
    updated_at bigint NOT NULL
);
CREATE TABLE public.notice_message (
    tenant bytea NOT NULL,
    id bytea NOT NULL,
    notice bytea NOT NULL,
    channel text NOT NULL COLLATE pg_catalog."C",
    recipient text NOT NULL COLLATE pg_catalog."C",
    locale text NOT NULL COLLATE pg_catalog."C",
    state text NOT NULL COLLATE pg_catalog."C",
    attempts bigint NOT NULL,
    problem text NOT NULL COLLATE pg_catalog."C",
    updated_at bigint NOT NULL
);
CREATE TABLE public.passkey (
    tenant bytea NOT NULL,
    id bytea NOT NULL,
    person bytea NOT NULL,
    credential bytea NOT NULL,
    user_handle bytea NOT NULL,
    public_key bytea NOT NULL,
    counter bigint NOT NULL,
    is_backup_eligible bigint NOT NULL,
    is_backed_up bigint NOT NULL,
    was_user_verified bigint NOT NULL,
    transports text NOT NULL COLLATE pg_catalog."C",
    model text NOT NULL COLLATE pg_catalog."C",
    name text NOT NULL COLLATE pg_catalog."C",
    attestation text NOT NULL COLLATE pg_catalog."C",
    is_model_proved bigint NOT NULL,
    created_at bigint NOT NULL,
    last_used_at bigint,
    suspected_at bigint
);
CREATE TABLE public.password (
    tenant bytea NOT NULL,
    person bytea NOT NULL,
    hash text NOT NULL COLLATE pg_catalog."C",
    sealed bytea NOT NULL,
    last_step bigint NOT NULL,
    created_at bigint NOT NULL
);
CREATE TABLE public.past_verdict (
    tenant bytea NOT NULL,
    device bytea NOT NULL,
    judged_at bigint NOT NULL,
    closed_at bigint NOT NULL,
    state text NOT NULL COLLATE pg_catalog."C",
    since bigint NOT NULL,
    grace_end bigint,
    valid_until bigint NOT NULL,
    note text COLLATE pg_catalog."C"
);
CREATE TABLE public.pending_federation (
    tenant bytea NOT NULL,
    hash text NOT NULL COLLATE pg_catalog."C",
    provider text NOT NULL COLLATE pg_catalog."C",
    destination text NOT NULL COLLATE pg_catalog."C",
    expires_at bigint NOT NULL
);
CREATE TABLE public.provisioned_attributes (
    tenant bytea NOT NULL,
    person bytea NOT NULL,
    attributes text NOT NULL COLLATE pg_catalog."C"
);
CREATE TABLE public.recovery_code (
    tenant bytea NOT NULL,
    person bytea NOT NULL,
    hash text NOT NULL COLLATE pg_catalog."C",
    created_at bigint NOT NULL
);
CREATE TABLE public.registered_hardware (
    tenant bytea NOT NULL,
    id bytea NOT NULL,
    serial_number text NOT NULL COLLATE pg_catalog."C",
    folded_serial_number text NOT NULL COLLATE pg_catalog."C",
    endorsement_key_hash text NOT NULL COLLATE pg_catalog."C",
    manufacturer text NOT NULL COLLATE pg_catalog."C",
    model text NOT NULL COLLATE pg_catalog."C",
    profile text NOT NULL COLLATE pg_catalog."C",
    order_id text NOT NULL COLLATE pg_catalog."C",
    created_at bigint NOT NULL,
    created_by text NOT NULL COLLATE pg_catalog."C",
    device bytea,
    enrolled_at bigint
);
CREATE TABLE public.requirement_interval (
    tenant bytea NOT NULL,
    device bytea NOT NULL,
    policy text NOT NULL COLLATE pg_catalog."C",
    requirement text NOT NULL COLLATE pg_catalog."C",
    since bigint NOT NULL,
    judged_at bigint NOT NULL,
    closed_at bigint,
    ended_at bigint,
    result text NOT NULL COLLATE pg_catalog."C",
    grace_end bigint,
    severity text NOT NULL COLLATE pg_catalog."C",
    fact text NOT NULL COLLATE pg_catalog."C",
    wanted text NOT NULL COLLATE pg_catalog."C",
    found text NOT NULL COLLATE pg_catalog."C",
    evidence text NOT NULL COLLATE pg_catalog."C",
    remediation text NOT NULL COLLATE pg_catalog."C",
    pending text COLLATE pg_catalog."C",
    actions_done text NOT NULL COLLATE pg_catalog."C"
);
CREATE TABLE public.schema_migration (
    number bigint NOT NULL,
    name text NOT NULL COLLATE pg_catalog."C",
    needs_schema bigint NOT NULL
);
CREATE TABLE public.script (
    tenant bytea NOT NULL,
    digest text NOT NULL COLLATE pg_catalog."C",
    body text NOT NULL COLLATE pg_catalog."C"
);
CREATE TABLE public.secret (
    tenant bytea NOT NULL,
    name text NOT NULL COLLATE pg_catalog."C",
    sealed bytea NOT NULL,
    updated_at bigint NOT NULL
);
CREATE TABLE public.set_up_code (
    tenant bytea NOT NULL,
    hash text NOT NULL COLLATE pg_catalog."C",
    created_at bigint NOT NULL,
    used_at bigint
);
CREATE TABLE public.sign_in_attempt (
    tenant bytea NOT NULL,
    subject text NOT NULL COLLATE pg_catalog."C",
    attempts bigint NOT NULL,
    since bigint NOT NULL
);
CREATE TABLE public.sign_in_session (
    tenant bytea NOT NULL,
    id bytea NOT NULL,
    hash text NOT NULL COLLATE pg_catalog."C",
    person bytea NOT NULL,
    device bytea,
    methods text NOT NULL COLLATE pg_catalog."C",
    authenticated_at bigint NOT NULL,
    created_at bigint NOT NULL,
    last_used_at bigint NOT NULL,
    expires_at bigint NOT NULL,
    address text NOT NULL COLLATE pg_catalog."C",
    user_agent text NOT NULL COLLATE pg_catalog."C",
    revoked_at bigint
);
CREATE TABLE public.signing_key (
    tenant bytea NOT NULL,
    id text NOT NULL COLLATE pg_catalog."C",
    signs text NOT NULL COLLATE pg_catalog."C",
    public_key text NOT NULL COLLATE pg_catalog."C",
    sealed bytea NOT NULL,
    created_at bigint NOT NULL,
    signs_from bigint NOT NULL
);
CREATE TABLE public.spent_value (
    tenant bytea NOT NULL,
    hash text NOT NULL COLLATE pg_catalog."C",
    expires_at bigint NOT NULL
);
CREATE TABLE public.tenant (
    id bytea NOT NULL,
    name text NOT NULL COLLATE pg_catalog."C",
    created_at bigint NOT NULL,
    owns_server bigint NOT NULL,
    state text NOT NULL COLLATE pg_catalog."C",
    state_since bigint NOT NULL,
    state_reason text NOT NULL COLLATE pg_catalog."C",
    document_revision bigint DEFAULT 0 NOT NULL,
    evaluator bigint DEFAULT 0 NOT NULL
);
CREATE TABLE public.tenant_authority (
    tenant bytea NOT NULL,
    sealed bytea NOT NULL,
    updated_at bigint NOT NULL
);
CREATE TABLE public.token_state (
    tenant bytea NOT NULL,
    kind text NOT NULL COLLATE pg_catalog."C",
    id text NOT NULL COLLATE pg_catalog."C",
    application bytea NOT NULL,
    person bytea,
    session bytea,
    body text NOT NULL COLLATE pg_catalog."C",
    expires_at bigint NOT NULL
);
CREATE TABLE public.verdict (
    tenant bytea NOT NULL,
    device bytea NOT NULL,
    state text NOT NULL COLLATE pg_catalog."C",
    since bigint NOT NULL,
    grace_end bigint,
    valid_until bigint NOT NULL,
    note text COLLATE pg_catalog."C",
    judged_at bigint NOT NULL
);
ALTER TABLE ONLY public.access_pass
    ADD CONSTRAINT access_pass_pkey PRIMARY KEY (tenant, id);
ALTER TABLE ONLY public.access_pass
    ADD CONSTRAINT access_pass_tenant_hash_key UNIQUE (tenant, hash);
ALTER TABLE ONLY public.action_artefact
    ADD CONSTRAINT action_artefact_pkey PRIMARY KEY (tenant, action);
ALTER TABLE ONLY public.action_batch
    ADD CONSTRAINT action_batch_pkey PRIMARY KEY (tenant, id);
ALTER TABLE ONLY public.api_token
    ADD CONSTRAINT api_token_pkey PRIMARY KEY (tenant, id);
ALTER TABLE ONLY public.api_token
    ADD CONSTRAINT api_token_tenant_hash_key UNIQUE (tenant, hash);
ALTER TABLE ONLY public.asset_identifier
    ADD CONSTRAINT asset_identifier_pkey PRIMARY KEY (tenant, value, asset);
ALTER TABLE ONLY public.asset
    ADD CONSTRAINT asset_pkey PRIMARY KEY (tenant, id);
ALTER TABLE ONLY public.audit
    ADD CONSTRAINT audit_pkey PRIMARY KEY (tenant, sequence);
ALTER TABLE ONLY public.browser_certificate
    ADD CONSTRAINT browser_certificate_pkey PRIMARY KEY (tenant, serial);
ALTER TABLE ONLY public.browser_certificate
    ADD CONSTRAINT browser_certificate_tenant_device_request_key UNIQUE (tenant, device, request);
ALTER TABLE ONLY public.certificate
    ADD CONSTRAINT certificate_pkey PRIMARY KEY (tenant, serial);
ALTER TABLE ONLY public.certificate
    ADD CONSTRAINT certificate_tenant_device_request_key UNIQUE (tenant, device, request);
ALTER TABLE ONLY public.change_counter
    ADD CONSTRAINT change_counter_pkey PRIMARY KEY (only_row);
ALTER TABLE ONLY public.change
    ADD CONSTRAINT change_pkey PRIMARY KEY (sequence);
ALTER TABLE ONLY public.client_application_certificate
    ADD CONSTRAINT client_application_certificate_pkey PRIMARY KEY (tenant, application, thumbprint);
ALTER TABLE ONLY public.client_application
    ADD CONSTRAINT client_application_pkey PRIMARY KEY (tenant, id);
ALTER TABLE ONLY public.client_application_secret
    ADD CONSTRAINT client_application_secret_pkey PRIMARY KEY (tenant, application, id);
ALTER TABLE ONLY public.client_application
    ADD CONSTRAINT client_application_tenant_folded_name_key UNIQUE (tenant, folded_name);
ALTER TABLE ONLY public.compliance_script
    ADD CONSTRAINT compliance_script_pkey PRIMARY KEY (tenant, name, digest);
ALTER TABLE ONLY public.decision
    ADD CONSTRAINT decision_pkey PRIMARY KEY (tenant, id);
ALTER TABLE ONLY public.decision_repeat
    ADD CONSTRAINT decision_repeat_pkey PRIMARY KEY (tenant, decision, minute);
ALTER TABLE ONLY public.device_action
    ADD CONSTRAINT device_action_pkey PRIMARY KEY (tenant, id);
ALTER TABLE ONLY public.device_attestation
    ADD CONSTRAINT device_attestation_pkey PRIMARY KEY (tenant, device);
ALTER TABLE ONLY public.device
    ADD CONSTRAINT device_pkey PRIMARY KEY (tenant, id);
ALTER TABLE ONLY public.device_token
    ADD CONSTRAINT device_token_pkey PRIMARY KEY (tenant, hash);
ALTER TABLE ONLY public.directory_group
    ADD CONSTRAINT directory_group_pkey PRIMARY KEY (tenant, id);
ALTER TABLE ONLY public.directory_group
    ADD CONSTRAINT directory_group_tenant_folded_name_key UNIQUE (tenant, folded_name);
ALTER TABLE ONLY public.directory_member
    ADD CONSTRAINT directory_member_pkey PRIMARY KEY (tenant, in_group, member, kind);
ALTER TABLE ONLY public.directory_user
    ADD CONSTRAINT directory_user_pkey PRIMARY KEY (tenant, id);
ALTER TABLE ONLY public.directory_user
    ADD CONSTRAINT directory_user_tenant_user_name_key UNIQUE (tenant, user_name);
ALTER TABLE ONLY public.document
    ADD CONSTRAINT document_pkey PRIMARY KEY (tenant, id);
ALTER TABLE ONLY public.document
    ADD CONSTRAINT document_tenant_kind_name_key UNIQUE (tenant, kind, name);
ALTER TABLE ONLY public.enforcement_point_certificate
    ADD CONSTRAINT enforcement_point_certificate_pkey PRIMARY KEY (tenant, serial);
ALTER TABLE ONLY public.enrolment_approval
    ADD CONSTRAINT enrolment_approval_pkey PRIMARY KEY (tenant, id);
ALTER TABLE ONLY public.enrolment_approval
    ADD CONSTRAINT enrolment_approval_tenant_request_key UNIQUE (tenant, request);
ALTER TABLE ONLY public.enrolment_challenge
    ADD CONSTRAINT enrolment_challenge_pkey PRIMARY KEY (tenant, id);
ALTER TABLE ONLY public.enrolment_code
    ADD CONSTRAINT enrolment_code_pkey PRIMARY KEY (tenant, id);
ALTER TABLE ONLY public.enrolment_code
    ADD CONSTRAINT enrolment_code_tenant_hash_key UNIQUE (tenant, hash);
ALTER TABLE ONLY public.fact
    ADD CONSTRAINT fact_pkey PRIMARY KEY (tenant, device, name);
ALTER TABLE ONLY public.federated_identity
    ADD CONSTRAINT federated_identity_pkey PRIMARY KEY (tenant, provider, subject);
ALTER TABLE ONLY public.job
    ADD CONSTRAINT job_pkey PRIMARY KEY (tenant, id);
ALTER TABLE ONLY public.job
    ADD CONSTRAINT job_tenant_queue_kind_subject_key UNIQUE (tenant, queue, kind, subject);
ALTER TABLE ONLY public.notice_message
    ADD CONSTRAINT notice_message_pkey PRIMARY KEY (tenant, id);
ALTER TABLE ONLY public.notice
    ADD CONSTRAINT notice_pkey PRIMARY KEY (tenant, id);
ALTER TABLE ONLY public.notice
    ADD CONSTRAINT notice_tenant_dedup_key_key UNIQUE (tenant, dedup_key);
ALTER TABLE ONLY public.passkey
    ADD CONSTRAINT passkey_pkey PRIMARY KEY (tenant, id);
ALTER TABLE ONLY public.passkey
    ADD CONSTRAINT passkey_tenant_credential_key UNIQUE (tenant, credential);
ALTER TABLE ONLY public.password
    ADD CONSTRAINT password_pkey PRIMARY KEY (tenant, person);
ALTER TABLE ONLY public.past_verdict
    ADD CONSTRAINT past_verdict_pkey PRIMARY KEY (tenant, device, judged_at);
ALTER TABLE ONLY public.pending_federation
    ADD CONSTRAINT pending_federation_pkey PRIMARY KEY (tenant, hash);
ALTER TABLE ONLY public.provisioned_attributes
    ADD CONSTRAINT provisioned_attributes_pkey PRIMARY KEY (tenant, person);
ALTER TABLE ONLY public.recovery_code
    ADD CONSTRAINT recovery_code_pkey PRIMARY KEY (tenant, person, hash);
ALTER TABLE ONLY public.registered_hardware
    ADD CONSTRAINT registered_hardware_pkey PRIMARY KEY (tenant, id);
ALTER TABLE ONLY public.requirement_interval
    ADD CONSTRAINT requirement_interval_pkey PRIMARY KEY (tenant, device, policy, requirement, since, judged_at);
ALTER TABLE ONLY public.schema_migration
    ADD CONSTRAINT schema_migration_pkey PRIMARY KEY (number);
ALTER TABLE ONLY public.script
    ADD CONSTRAINT script_pkey PRIMARY KEY (tenant, digest);
ALTER TABLE ONLY public.secret
    ADD CONSTRAINT secret_pkey PRIMARY KEY (tenant, name);
ALTER TABLE ONLY public.set_up_code
    ADD CONSTRAINT set_up_code_pkey PRIMARY KEY (tenant);
ALTER TABLE ONLY public.sign_in_attempt
    ADD CONSTRAINT sign_in_attempt_pkey PRIMARY KEY (tenant, subject);
ALTER TABLE ONLY public.sign_in_session
    ADD CONSTRAINT sign_in_session_pkey PRIMARY KEY (tenant, id);
ALTER TABLE ONLY public.sign_in_session
    ADD CONSTRAINT sign_in_session_tenant_hash_key UNIQUE (tenant, hash);
ALTER TABLE ONLY public.signing_key
    ADD CONSTRAINT signing_key_pkey PRIMARY KEY (tenant, id);
ALTER TABLE ONLY public.spent_value
    ADD CONSTRAINT spent_value_pkey PRIMARY KEY (tenant, hash);
ALTER TABLE ONLY public.tenant_authority
    ADD CONSTRAINT tenant_authority_pkey PRIMARY KEY (tenant);
ALTER TABLE ONLY public.tenant
    ADD CONSTRAINT tenant_name_key UNIQUE (name);
ALTER TABLE ONLY public.tenant
    ADD CONSTRAINT tenant_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.token_state
    ADD CONSTRAINT token_state_pkey PRIMARY KEY (tenant, kind, id);
ALTER TABLE ONLY public.verdict
    ADD CONSTRAINT verdict_pkey PRIMARY KEY (tenant, device);
CREATE INDEX access_pass_by_person ON public.access_pass USING btree (tenant, person, created_at);
CREATE UNIQUE INDEX action_batch_by_request ON public.action_batch USING btree (tenant, created_by, request) WHERE (request <> ''::text);
CREATE INDEX action_batch_by_time ON public.action_batch USING btree (tenant, created_at, id);
CREATE INDEX api_token_by_hash ON public.api_token USING btree (hash);
CREATE UNIQUE INDEX asset_by_device ON public.asset USING btree (tenant, device) WHERE (device IS NOT NULL);
CREATE INDEX asset_by_name ON public.asset USING btree (tenant, name, id);
CREATE INDEX asset_identifier_by_asset ON public.asset_identifier USING btree (tenant, asset);
CREATE INDEX decision_by_device ON public.decision USING btree (tenant, device, at, id);
CREATE INDEX decision_by_time ON public.decision USING btree (tenant, at, id);
CREATE INDEX decision_repeat_by_minute ON public.decision_repeat USING btree (tenant, minute);
CREATE INDEX device_action_by_batch ON public.device_action USING btree (tenant, batch, id);
CREATE INDEX device_action_by_device ON public.device_action USING btree (tenant, device, created_at, id);
CREATE INDEX device_action_by_time ON public.device_action USING btree (tenant, created_at, id);
CREATE INDEX device_attestation_by_endorsement ON public.device_attestation USING btree (tenant, endorsement_digest);
CREATE INDEX device_by_contact ON public.device USING btree (tenant, last_contact, id);
CREATE INDEX device_by_folded_name ON public.device USING btree (tenant, folded_name);
CREATE UNIQUE INDEX device_by_hardware ON public.device USING btree (tenant, hardware_digest) WHERE (hardware_digest <> ''::text);
CREATE INDEX device_by_name ON public.device USING btree (tenant, name, id);
CREATE INDEX device_by_serial_number ON public.device USING btree (tenant, serial_number, id);
CREATE INDEX device_by_state ON public.device USING btree (tenant, compliance_state, id);
CREATE INDEX device_by_state_and_name ON public.device USING btree (tenant, compliance_state, name, id);
CREATE INDEX device_token_by_device ON public.device_token USING btree (tenant, device);
CREATE INDEX device_token_by_end ON public.device_token USING btree (tenant, expires_at);
CREATE INDEX directory_group_by_name ON public.directory_group USING btree (tenant, name, id);
CREATE INDEX directory_group_by_rule ON public.directory_group USING btree (tenant, id) WHERE (membership = 'dynamic'::text);
CREATE INDEX directory_member_by_member ON public.directory_member USING btree (tenant, member, kind, in_group);
CREATE INDEX directory_user_by_display_name ON public.directory_user USING btree (tenant, display_name, id);
CREATE INDEX directory_user_by_external_id ON public.directory_user USING btree (tenant, external_id, id);
CREATE INDEX directory_user_by_manager ON public.directory_user USING btree (tenant, manager) WHERE (manager IS NOT NULL);
CREATE INDEX enforcement_point_certificate_by_point ON public.enforcement_point_certificate USING btree (tenant, point);
CREATE INDEX enrolment_approval_by_time ON public.enrolment_approval USING btree (tenant, created_at, id);
CREATE INDEX enrolment_approval_that_is_open ON public.enrolment_approval USING btree (tenant, expires_at) WHERE (state = ANY (ARRAY['pending'::text, 'approved'::text]));
CREATE INDEX enrolment_challenge_by_address ON public.enrolment_challenge USING btree (tenant, address);
CREATE INDEX enrolment_challenge_by_end ON public.enrolment_challenge USING btree (tenant, expires_at);
CREATE INDEX enrolment_code_by_hash ON public.enrolment_code USING btree (hash);
CREATE INDEX federated_identity_by_person ON public.federated_identity USING btree (tenant, person);
CREATE INDEX job_by_due_time ON public.job USING btree (queue, due_at, id);
CREATE INDEX notice_by_time ON public.notice USING btree (tenant, created_at, id);
CREATE INDEX notice_message_by_notice ON public.notice_message USING btree (tenant, notice, id);
CREATE INDEX passkey_by_person ON public.passkey USING btree (tenant, person, created_at);
CREATE INDEX past_verdict_by_end ON public.past_verdict USING btree (tenant, closed_at);
CREATE INDEX pending_federation_by_end ON public.pending_federation USING btree (tenant, expires_at);
CREATE INDEX registered_hardware_by_device ON public.registered_hardware USING btree (tenant, device) WHERE (device IS NOT NULL);
CREATE UNIQUE INDEX registered_hardware_by_endorsement_key ON public.registered_hardware USING btree (tenant, endorsement_key_hash) WHERE (endorsement_key_hash <> ''::text);
CREATE INDEX registered_hardware_by_serial_number ON public.registered_hardware USING btree (tenant, folded_serial_number) WHERE (folded_serial_number <> ''::text);
CREATE INDEX registered_hardware_by_time ON public.registered_hardware USING btree (tenant, created_at, id);
CREATE INDEX requirement_interval_by_end ON public.requirement_interval USING btree (tenant, closed_at) WHERE (closed_at IS NOT NULL);
CREATE INDEX requirement_interval_that_lasts ON public.requirement_interval USING btree (tenant, device) WHERE (closed_at IS NULL);
CREATE INDEX sign_in_attempt_by_time ON public.sign_in_attempt USING btree (tenant, since);
CREATE INDEX sign_in_session_by_end ON public.sign_in_session USING btree (tenant, expires_at);
CREATE INDEX sign_in_session_by_person ON public.sign_in_session USING btree (tenant, person, created_at);
CREATE INDEX spent_value_by_end ON public.spent_value USING btree (tenant, expires_at);
CREATE UNIQUE INDEX tenant_that_owns_the_server ON public.tenant USING btree (owns_server) WHERE (owns_server = 1);
CREATE INDEX token_state_by_application ON public.token_state USING btree (tenant, application);
CREATE INDEX token_state_by_end ON public.token_state USING btree (tenant, expires_at);
CREATE INDEX token_state_by_person ON public.token_state USING btree (tenant, person);
CREATE TRIGGER audit_refuses_changes BEFORE DELETE OR UPDATE ON public.audit FOR EACH ROW EXECUTE FUNCTION public.audit_refuses_changes();
CREATE TRIGGER audit_refuses_truncation BEFORE TRUNCATE ON public.audit FOR EACH STATEMENT EXECUTE FUNCTION public.audit_refuses_changes();
ALTER TABLE ONLY public.access_pass
    ADD CONSTRAINT access_pass_tenant_fkey FOREIGN KEY (tenant) REFERENCES public.tenant(id);
ALTER TABLE ONLY public.action_artefact
    ADD CONSTRAINT action_artefact_tenant_action_fkey FOREIGN KEY (tenant, action) REFERENCES public.device_action(tenant, id) ON DELETE CASCADE;
ALTER TABLE ONLY public.action_batch
    ADD CONSTRAINT action_batch_tenant_fkey FOREIGN KEY (tenant) REFERENCES public.tenant(id);
ALTER TABLE ONLY public.api_token
    ADD CONSTRAINT api_token_tenant_fkey FOREIGN KEY (tenant) REFERENCES public.tenant(id);
ALTER TABLE ONLY public.asset_identifier
    ADD CONSTRAINT asset_identifier_tenant_asset_fkey FOREIGN KEY (tenant, asset) REFERENCES public.asset(tenant, id) ON DELETE CASCADE;
ALTER TABLE ONLY public.asset
    ADD CONSTRAINT asset_tenant_fkey FOREIGN KEY (tenant) REFERENCES public.tenant(id);
ALTER TABLE ONLY public.browser_certificate
    ADD CONSTRAINT browser_certificate_tenant_device_fkey FOREIGN KEY (tenant, device) REFERENCES public.device(tenant, id) ON DELETE CASCADE;
ALTER TABLE ONLY public.certificate
    ADD CONSTRAINT certificate_tenant_device_fkey FOREIGN KEY (tenant, device) REFERENCES public.device(tenant, id) ON DELETE CASCADE;
ALTER TABLE ONLY public.client_application_certificate
    ADD CONSTRAINT client_application_certificate_tenant_application_fkey FOREIGN KEY (tenant, application) REFERENCES public.client_application(tenant, id) ON DELETE CASCADE;
ALTER TABLE ONLY public.client_application_secret
    ADD CONSTRAINT client_application_secret_tenant_application_fkey FOREIGN KEY (tenant, application) REFERENCES public.client_application(tenant, id) ON DELETE CASCADE;
ALTER TABLE ONLY public.client_application
    ADD CONSTRAINT client_application_tenant_fkey FOREIGN KEY (tenant) REFERENCES public.tenant(id);
ALTER TABLE ONLY public.compliance_script
    ADD CONSTRAINT compliance_script_tenant_fkey FOREIGN KEY (tenant) REFERENCES public.tenant(id);
ALTER TABLE ONLY public.device_action
    ADD CONSTRAINT device_action_tenant_batch_fkey FOREIGN KEY (tenant, batch) REFERENCES public.action_batch(tenant, id);
ALTER TABLE ONLY public.device_action
    ADD CONSTRAINT device_action_tenant_device_fkey FOREIGN KEY (tenant, device) REFERENCES public.device(tenant, id) ON DELETE CASCADE;
ALTER TABLE ONLY public.device_attestation
    ADD CONSTRAINT device_attestation_tenant_device_fkey FOREIGN KEY (tenant, device) REFERENCES public.device(tenant, id) ON DELETE CASCADE;
ALTER TABLE ONLY public.device
    ADD CONSTRAINT device_tenant_fkey FOREIGN KEY (tenant) REFERENCES public.tenant(id);
ALTER TABLE ONLY public.device_token
    ADD CONSTRAINT device_token_tenant_device_fkey FOREIGN KEY (tenant, device) REFERENCES public.device(tenant, id) ON DELETE CASCADE;
ALTER TABLE ONLY public.directory_group
    ADD CONSTRAINT directory_group_tenant_fkey FOREIGN KEY (tenant) REFERENCES public.tenant(id);
ALTER TABLE ONLY public.directory_member
    ADD CONSTRAINT directory_member_tenant_in_group_fkey FOREIGN KEY (tenant, in_group) REFERENCES public.directory_group(tenant, id) ON DELETE CASCADE;
ALTER TABLE ONLY public.directory_user
    ADD CONSTRAINT directory_user_tenant_fkey FOREIGN KEY (tenant) REFERENCES public.tenant(id);
ALTER TABLE ONLY public.document
    ADD CONSTRAINT document_tenant_fkey FOREIGN KEY (tenant) REFERENCES public.tenant(id);
ALTER TABLE ONLY public.enforcement_point_certificate
    ADD CONSTRAINT enforcement_point_certificate_tenant_fkey FOREIGN KEY (tenant) REFERENCES public.tenant(id);
ALTER TABLE ONLY public.enrolment_approval
    ADD CONSTRAINT enrolment_approval_tenant_fkey FOREIGN KEY (tenant) REFERENCES public.tenant(id);
ALTER TABLE ONLY public.enrolment_challenge
    ADD CONSTRAINT enrolment_challenge_tenant_fkey FOREIGN KEY (tenant) REFERENCES public.tenant(id);
ALTER TABLE ONLY public.enrolment_code
    ADD CONSTRAINT enrolment_code_tenant_fkey FOREIGN KEY (tenant) REFERENCES public.tenant(id);
ALTER TABLE ONLY public.fact
    ADD CONSTRAINT fact_tenant_device_fkey FOREIGN KEY (tenant, device) REFERENCES public.device(tenant, id) ON DELETE CASCADE;
ALTER TABLE ONLY public.federated_identity
    ADD CONSTRAINT federated_identity_tenant_fkey FOREIGN KEY (tenant) REFERENCES public.tenant(id);
ALTER TABLE ONLY public.notice_message
    ADD CONSTRAINT notice_message_tenant_notice_fkey FOREIGN KEY (tenant, notice) REFERENCES public.notice(tenant, id) ON DELETE CASCADE;
ALTER TABLE ONLY public.notice
    ADD CONSTRAINT notice_tenant_fkey FOREIGN KEY (tenant) REFERENCES public.tenant(id);
ALTER TABLE ONLY public.passkey
    ADD CONSTRAINT passkey_tenant_fkey FOREIGN KEY (tenant) REFERENCES public.tenant(id);
ALTER TABLE ONLY public.password
    ADD CONSTRAINT password_tenant_fkey FOREIGN KEY (tenant) REFERENCES public.tenant(id);
ALTER TABLE ONLY public.past_verdict
    ADD CONSTRAINT past_verdict_tenant_device_fkey FOREIGN KEY (tenant, device) REFERENCES public.device(tenant, id) ON DELETE CASCADE;
ALTER TABLE ONLY public.pending_federation
    ADD CONSTRAINT pending_federation_tenant_fkey FOREIGN KEY (tenant) REFERENCES public.tenant(id);
ALTER TABLE ONLY public.provisioned_attributes
    ADD CONSTRAINT provisioned_attributes_tenant_person_fkey FOREIGN KEY (tenant, person) REFERENCES public.directory_user(tenant, id) ON DELETE CASCADE;
ALTER TABLE ONLY public.recovery_code
    ADD CONSTRAINT recovery_code_tenant_fkey FOREIGN KEY (tenant) REFERENCES public.tenant(id);
ALTER TABLE ONLY public.registered_hardware
    ADD CONSTRAINT registered_hardware_tenant_fkey FOREIGN KEY (tenant) REFERENCES public.tenant(id);
ALTER TABLE ONLY public.requirement_interval
    ADD CONSTRAINT requirement_interval_tenant_device_fkey FOREIGN KEY (tenant, device) REFERENCES public.device(tenant, id) ON DELETE CASCADE;
ALTER TABLE ONLY public.script
    ADD CONSTRAINT script_tenant_fkey FOREIGN KEY (tenant) REFERENCES public.tenant(id);
ALTER TABLE ONLY public.secret
    ADD CONSTRAINT secret_tenant_fkey FOREIGN KEY (tenant) REFERENCES public.tenant(id);
ALTER TABLE ONLY public.set_up_code
    ADD CONSTRAINT set_up_code_tenant_fkey FOREIGN KEY (tenant) REFERENCES public.tenant(id);
ALTER TABLE ONLY public.sign_in_attempt
    ADD CONSTRAINT sign_in_attempt_tenant_fkey FOREIGN KEY (tenant) REFERENCES public.tenant(id);
ALTER TABLE ONLY public.sign_in_session
    ADD CONSTRAINT sign_in_session_tenant_fkey FOREIGN KEY (tenant) REFERENCES public.tenant(id);
ALTER TABLE ONLY public.signing_key
    ADD CONSTRAINT signing_key_tenant_fkey FOREIGN KEY (tenant) REFERENCES public.tenant(id);
ALTER TABLE ONLY public.spent_value
    ADD CONSTRAINT spent_value_tenant_fkey FOREIGN KEY (tenant) REFERENCES public.tenant(id);
ALTER TABLE ONLY public.tenant_authority
    ADD CONSTRAINT tenant_authority_tenant_fkey FOREIGN KEY (tenant) REFERENCES public.tenant(id);
ALTER TABLE ONLY public.token_state
    ADD CONSTRAINT token_state_tenant_application_fkey FOREIGN KEY (tenant, application) REFERENCES public.client_application(tenant, id) ON DELETE CASCADE;
ALTER TABLE ONLY public.verdict
    ADD CONSTRAINT verdict_tenant_device_fkey FOREIGN KEY (tenant, device) REFERENCES public.device(tenant, id) ON DELETE CASCADE;
