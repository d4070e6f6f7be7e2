public import GatehouseService

/// The use cases that devices reach.
public struct DeviceServices: Sendable {
    public var identity: DeviceIdentityService
    public var checkIn: CheckInService
    public var enrolment: EnrolmentService
    public var actions: ActionService
    public var tokens: DeviceTokenService
    public var compliance: ComplianceService
    public var work: WorkBoard

    public init(
        identity: DeviceIdentityService, checkIn: CheckInService, enrolment: EnrolmentService, actions: ActionService,
        tokens: DeviceTokenService, compliance: ComplianceService, work: WorkBoard
    ) {
        self.identity = identity
        self.checkIn = checkIn
        self.enrolment = enrolment
        self.actions = actions
        self.tokens = tokens
        self.compliance = compliance
        self.work = work
    }
}

/// Who is at the other end of a device connection: read once from its certificate.
struct DevicePeer: Sendable, Hashable {
    var key: WorkBoard.Key
    var serial: String
}
