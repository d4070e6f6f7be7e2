public import GatehouseHTTP
public import GatehouseService
import GatehouseWire

/// Gatehouse's own API: what the command line, the console and automation ask.
public struct NativeAPI: Sendable {
    /// The use cases behind the routes.
    public struct Services: Sendable {
        public var devices: DeviceService
        public var enrolment: EnrolmentService
        public var enrolmentCodes: EnrolmentCodeService
        public var compliance: ComplianceService
        public var actions: ActionService
        public var documents: DocumentService
        public var enforcementPoints: EnforcementPointService
        public var access: AccessService
        public var audit: AuditService
        public var tokens: TokenService
        public var clock: Clock

        public init(
            devices: DeviceService, enrolment: EnrolmentService, enrolmentCodes: EnrolmentCodeService,
            compliance: ComplianceService, actions: ActionService, documents: DocumentService,
            enforcementPoints: EnforcementPointService, access: AccessService, audit: AuditService,
            tokens: TokenService, clock: Clock
        ) {
            self.devices = devices
            self.enrolment = enrolment
            self.enrolmentCodes = enrolmentCodes
            self.compliance = compliance
            self.actions = actions
            self.documents = documents
            self.enforcementPoints = enforcementPoints
            self.access = access
            self.audit = audit
            self.tokens = tokens
            self.clock = clock
        }
    }

    /// The routes of the API, and the one that describes all of `table` with them.
    public static func add(_ services: Services, to table: inout RouteTable) throws {
        table.add(DeviceRoutes.routes(services))
        table.add(ComplianceRoutes.routes(services.compliance, services.clock))
        table.add(ActionRoutes.routes(services.actions))
        table.add(EnrolmentCodeRoutes.routes(services.enrolmentCodes, services.clock))
        table.add(DocumentRoutes.routes(services.documents))
        table.add(EnforcementPointRoutes.routes(services.enforcementPoints))
        table.add(AccessRoutes.routes(services))
        table.add(AuditRoutes.routes(services.audit))
        table.add(TokenRoutes.routes(services.tokens))
        let described = try DescriptionRoutes.routes(table)
        table.add(described)
    }
}
