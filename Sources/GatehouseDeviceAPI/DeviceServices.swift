public import GatehouseModel
public import GatehouseService

/// The use cases that devices reach.
public struct DeviceServices: Sendable {
    /// Tells whether a certificate may be taken.
    public var identity: DeviceIdentityService
    /// Takes reports.
    public var checkIn: CheckInService
    /// Renews certificates.
    public var enrolment: EnrolmentService
    /// Asks and believes TPMs.
    public var attestation: AttestationService
    /// Takes the results of actions.
    public var actions: ActionService
    /// Issues short-lived device tokens.
    public var tokens: DeviceTokenService
    /// Shows the device its own verdict.
    public var compliance: ComplianceService
    /// Gives out releases of the agent.
    public var updates: AgentUpdateService
    /// Hands out discovery scripts.
    public var scripts: ScriptDelivery
    /// Gives browsers their certificates; `nil` gives none.
    public var browsers: BrowserCertificateService?
    /// Where polls wait for work.
    public var work: WorkBoard
    /// What is known of the authority behind a certificate (DER) that names the tenant.
    public var issuer: @Sendable ([UInt8], TenantID) -> IssuerStanding
    /// PEM of whom devices are to trust, told with each renewal; `nil` changes nothing.
    public var trustRoots: @Sendable () -> String? = { nil }
    /// Whether this node knows the newest changes, as far as any may.
    public var isCurrent: @Sendable () -> Bool = { true }

    /// Makes the set; all services must be over the same store.
    public init(
        identity: DeviceIdentityService, checkIn: CheckInService, enrolment: EnrolmentService,
        attestation: AttestationService, actions: ActionService,
        tokens: DeviceTokenService, compliance: ComplianceService, updates: AgentUpdateService,
        scripts: ScriptDelivery, work: WorkBoard, issuer: @escaping @Sendable ([UInt8], TenantID) -> IssuerStanding
    ) {
        self.issuer = issuer
        self.identity = identity
        self.checkIn = checkIn
        self.enrolment = enrolment
        self.attestation = attestation
        self.actions = actions
        self.tokens = tokens
        self.compliance = compliance
        self.updates = updates
        self.scripts = scripts
        self.work = work
    }
}

/// Who is at the other end of a device connection: read once from its certificate.
struct DevicePeer: Sendable, Hashable {
    var key: WorkBoard.Key
    var serial: String
}
