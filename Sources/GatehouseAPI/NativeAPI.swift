public import GatehouseHTTP
public import GatehouseService
import GatehouseWire

/// Gatehouse's own API: what the command line, the console and automation ask.
public struct NativeAPI: Sendable {
    /// The use cases behind the routes.
    public struct Services: Sendable {
        /// Lists, finds and deletes devices.
        public var devices: DeviceService
        /// Keeps the register of all things.
        public var assets: AssetService
        /// Keeps the people of the directory.
        public var users: UserService
        /// Keeps the groups of the directory.
        public var groups: GroupService
        /// Revokes devices; nothing here enrols one.
        public var enrolment: EnrolmentService
        /// Creates, lists and revokes enrolment codes.
        public var enrolmentCodes: EnrolmentCodeService
        /// Agrees to enrolments that need somebody's word, or refuses them.
        public var enrolments: EnrolmentApprovalService
        /// Registers hardware before it enrols.
        public var hardware: HardwareService
        /// Explains verdicts and counts devices by state.
        public var compliance: ComplianceService
        /// Asks for actions and shows what became of them.
        public var actions: ActionService
        /// Approves discovery scripts.
        public var scripts: ScriptService
        /// Applies, lists and deletes documents.
        public var documents: DocumentService
        /// Says which policy reaches which device.
        public var reach: ReachService
        /// Adds enforcement points with what they need to ask.
        public var enforcementPoints: EnforcementPointService
        /// Shows recorded decisions and what would be decided now.
        public var access: AccessService
        /// Tries documents on devices and recorded decisions.
        public var dryRun: DryRunService
        /// Shows what people were told and tries channels.
        public var notices: NoticeService
        /// Holds secrets of other systems.
        public var secrets: SecretService
        /// Shows and rotates the keys of the authority.
        public var authority: AuthorityService
        /// Reads and verifies the audit log.
        public var audit: AuditService
        /// Creates, lists and revokes the tokens of this API.
        public var tokens: TokenService
        /// Registers the applications that get tokens.
        public var applications: ClientApplicationService
        /// Makes temporary access passes.
        public var accessPasses: AccessPassService
        /// Shows and ends people's sessions.
        public var sessions: SessionService
        /// Adds, suspends and deletes tenants.
        public var tenants: TenantService
        /// What ages and lapses are reckoned by.
        public var clock: Clock

        /// Makes the set; all services must be over the same store.
        public init(
            devices: DeviceService, assets: AssetService, users: UserService, groups: GroupService,
            enrolment: EnrolmentService,
            enrolmentCodes: EnrolmentCodeService, enrolments: EnrolmentApprovalService, hardware: HardwareService,
            compliance: ComplianceService, actions: ActionService, scripts: ScriptService,
            documents: DocumentService,
            reach: ReachService, enforcementPoints: EnforcementPointService, access: AccessService,
            dryRun: DryRunService, notices: NoticeService, secrets: SecretService, authority: AuthorityService,
            audit: AuditService, tokens: TokenService, applications: ClientApplicationService,
            accessPasses: AccessPassService, sessions: SessionService, tenants: TenantService, clock: Clock
        ) {
            self.applications = applications
            self.accessPasses = accessPasses
            self.sessions = sessions
            self.tenants = tenants
            self.authority = authority
            self.devices = devices
            self.assets = assets
            self.users = users
            self.groups = groups
            self.enrolment = enrolment
            self.enrolmentCodes = enrolmentCodes
            self.enrolments = enrolments
            self.hardware = hardware
            self.compliance = compliance
            self.actions = actions
            self.scripts = scripts
            self.documents = documents
            self.reach = reach
            self.enforcementPoints = enforcementPoints
            self.access = access
            self.dryRun = dryRun
            self.notices = notices
            self.secrets = secrets
            self.audit = audit
            self.tokens = tokens
            self.clock = clock
        }
    }

    /// The routes of the API, and the one that describes all of `table` with them.
    public static func add(_ services: Services, to table: inout RouteTable) throws {
        table.add(DeviceRoutes.routes(services))
        table.add(AssetRoutes.routes(services.assets))
        table.add(UserRoutes.routes(services.users))
        table.add(GroupRoutes.routes(services.groups))
        table.add(ComplianceRoutes.routes(services.compliance, services.clock))
        table.add(ActionRoutes.routes(services.actions))
        table.add(ActionBatchRoutes.routes(services.actions))
        table.add(ScriptRoutes.routes(services.scripts))
        table.add(EnrolmentCodeRoutes.routes(services.enrolmentCodes, services.clock))
        table.add(EnrolmentRoutes.routes(services.enrolments))
        table.add(HardwareRoutes.routes(services.hardware))
        table.add(DocumentRoutes.routes(services.documents))
        table.add(ReachRoutes.routes(services.reach))
        table.add(EnforcementPointRoutes.routes(services.enforcementPoints))
        table.add(AccessRoutes.routes(services))
        table.add(WhatIfRoutes.routes(services))
        table.add(NoticeRoutes.routes(services.notices))
        table.add(SecretRoutes.routes(services.secrets))
        table.add(AuthorityRoutes.routes(services.authority))
        table.add(AuditRoutes.routes(services.audit))
        table.add(TokenRoutes.routes(services.tokens))
        table.add(ClientApplicationRoutes.routes(services.applications))
        table.add(AccessPassRoutes.routes(services.accessPasses, services.sessions))
        table.add(TenantRoutes.routes(services.tenants, TenantExport(tenants: services.tenants)))
        let described = try DescriptionRoutes.routes(table)
        table.add(described)
    }
}
