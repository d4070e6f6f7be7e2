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
    /// Where polls wait for work.
    public var work: WorkBoard
    /// Whether the authority of the tenant that a certificate (DER) names signed it.
    public var isIssued: @Sendable ([UInt8], TenantID) -> Bool

    /// Makes the set; all services must be over the same store.
    public init(
        identity: DeviceIdentityService, checkIn: CheckInService, enrolment: EnrolmentService,
        attestation: AttestationService, actions: ActionService,
        tokens: DeviceTokenService, compliance: ComplianceService, updates: AgentUpdateService,
        scripts: ScriptDelivery, work: WorkBoard, isIssued: @escaping @Sendable ([UInt8], TenantID) -> Bool
    ) {
        self.isIssued = isIssued
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
