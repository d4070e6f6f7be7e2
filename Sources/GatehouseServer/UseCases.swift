import GatehouseAuthority
import GatehouseDeviceAPI
import GatehouseDocuments
import GatehouseKeys
import GatehouseModel
import GatehouseService
import Logging

/// The use cases of a node over one store and one memory.
struct UseCases: Sendable {
    let store: any Store
    let clock: Clock
    let logger: Logger
    let snapshot = AccessSnapshot()
    let policies = PolicyBook()
    let work = WorkBoard()
    let clients: ClientBook
    let signingKeys: SigningKeyService
    let accessTokens: AccessTokenService
    let applications: ClientApplicationService
    let tokenEndpoint: TokenEndpoint
    let authorization: AuthorizationEndpoint
    let deviceSignIn: DeviceEndpoint
    let logout: LogoutEndpoint
    let contacts = ContactLog()
    let recorder = DecisionRecorder()
    let gate: AdmissionGate
    let watch = ClockWatch()
    let decisions: LiveDecisionPoint
    let tokens: TokenService
    let tenants: TenantService
    let devices: DeviceServices
    let secrets: SecretService
    let people: PeopleServices
    let authority: AuthorityService
    /// Which device a browser is on.
    let browsers: BrowserDeviceService
    let tally = NoticeTally()
    let failedJobs = OutcomeTally()
    private let transport: any NoticeTransport

    init(
        store: any Store, authority: TenantAuthorities, releases: any AgentReleases, makers: any TPMMakerRoots,
        sealingKey: SealingKeys, transport: any NoticeTransport, upstream: any UpstreamExchange,
        signIn: SignInSettings, clock: Clock, logger: Logger
    ) {
        self.store = store
        self.clock = clock
        self.logger = logger
        gate = AdmissionGate { store.load }
        decisions = LiveDecisionPoint(
            snapshot: snapshot, recorder: recorder, store: store, clock: clock,
            issuerNames: { authority.issuerNames(of: $0) }, policies: policies)
        tokens = TokenService(store: store, clock: clock)
        let cryptography = SwiftTokenCryptography()
        clients = ClientBook(sealing: sealingKey, cryptography: cryptography)
        signingKeys = SigningKeyService(
            store: store, clients: clients, sealing: sealingKey, cryptography: cryptography, clock: clock)
        applications = ClientApplicationService(store: store, cryptography: cryptography, clock: clock)
        tenants = TenantService(store: store, authorities: authority, clock: clock)
        secrets = SecretService(store: store, key: sealingKey, clock: clock)
        people = PeopleServices(
            store: store, key: sealingKey, settings: signIn, secrets: secrets, upstream: upstream, clock: clock)
        let persons = SessionPersons(store: store, sessions: people.sessions)
        accessTokens = AccessTokenService(
            clients: clients, snapshot: snapshot, store: store, people: persons, clock: clock)
        tokenEndpoint = TokenEndpoint(
            store: store, clients: clients, keys: signingKeys, people: persons, clock: clock)
        authorization = AuthorizationEndpoint(store: store, clients: clients, people: persons, clock: clock)
        deviceSignIn = DeviceEndpoint(store: store, clients: clients, people: persons, clock: clock)
        logout = LogoutEndpoint(store: store, clients: clients, sessions: people.sessions, clock: clock)
        self.authority = AuthorityService(store: store, keeper: authority, sealing: sealingKey, clock: clock)
        self.transport = transport
        browsers = BrowserDeviceService(store: store, issuer: { authority.standing(of: $0, $1) }, clock: clock)
        var devices = DeviceServices(
            identity: DeviceIdentityService(snapshot: snapshot, store: store, clock: clock),
            checkIn: CheckInService(store: store, policies: policies, contacts: contacts, clock: clock),
            enrolment: EnrolmentService(store: store, authority: authority, clock: clock),
            attestation: AttestationService(store: store, policies: policies, makers: makers, clock: clock),
            actions: ActionService(store: store, authority: authority, clock: clock),
            tokens: DeviceTokenService(store: store, clock: clock),
            compliance: ComplianceService(store: store, policies: policies, clock: clock),
            updates: AgentUpdateService(store: store, releases: releases, clock: clock),
            scripts: ScriptDelivery(store: store, policies: policies, authority: authority, clock: clock), work: work,
            issuer: { authority.standing(of: $0, $1) })
        devices.trustRoots = { authority.root }
        devices.browsers = BrowserCertificateService(store: store, authority: authority, clock: clock)
        devices.isCurrent = { [decisions] in decisions.isProven }
        self.devices = devices
    }

    var runner: JobRunner {
        JobRunner(
            store: store, policies: policies, contacts: contacts, tally: failedJobs, clock: clock, watch: watch,
            keys: signingKeys, logger: logger)
    }

    /// Who presents this in the header `Authorization`.
    func caller(presenting token: String, certificate: [UInt8]?) async throws -> Caller {
        guard AccessTokenService.isSigned(token) else { return try await tokens.caller(presenting: token) }
        return try await accessTokens.caller(presenting: token, certificate: certificate)
    }

    var sender: NoticeSender {
        NoticeSender(
            store: store, secrets: secrets, transport: transport, tally: tally, clock: clock, logger: logger)
    }

    var recording: RecorderService { RecorderService(recorder: recorder, store: store, logger: logger) }

    func follower(
        enforcementPoints: @escaping @Sendable (TenantID, TenantCatalogue) async -> Void,
        tenants: @escaping @Sendable (TenantID, Tenant?) async throws -> Void
    ) -> SnapshotFollower {
        SnapshotFollower(
            store: store,
            memory: .init(
                snapshot: snapshot, policies: policies, work: work, clients: clients,
                enforcementPoints: enforcementPoints, tenants: tenants),
            clock: clock, logger: logger)
    }
}
