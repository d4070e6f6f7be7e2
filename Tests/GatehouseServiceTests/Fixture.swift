import GatehouseAuthority
import GatehouseKeys
import GatehouseModel
import GatehouseService
import GatehouseStorage
import GatehouseTestSupport
import Logging
import Synchronization

/// A clock that a test turns.
final class ManualClock: Sendable {
    private let time = Mutex((now: Instant(seconds: 1_800_000_000), uptime: Duration.seconds(1000)))

    var clock: GatehouseService.Clock {
        GatehouseService.Clock {
            self.now
        } uptime: {
            self.uptime
        }
    }
    var now: Instant { time.withLock(\.now) }
    var uptime: Duration { time.withLock(\.uptime) }
    /// Time goes by.
    func advance(_ duration: Duration) {
        time.withLock { time in
            time.now = time.now + duration
            time.uptime += duration
        }
    }
    /// Somebody sets the clock, forwards or backwards: no time goes by.
    func jump(_ duration: Duration) { time.withLock { $0.now = $0.now + duration } }
}

/// One node without listeners: a real store and a real authority in a folder of its own.
final class Fixture: Sendable {
    let folder: TemporaryDirectory
    let database: TestDatabase
    let store: SQLStore
    let authority: TenantAuthority
    let tenant = Tenant(id: .random(), name: "test", createdAt: Instant(seconds: 1_800_000_000), ownsServer: true)
    let time = ManualClock()
    let snapshot = AccessSnapshot()
    let policies = PolicyBook()
    let work = WorkBoard()
    let contacts = ContactLog()
    let sealing = SealingKeys(SealingKey())
    let clients: ClientBook
    let recorder: DecisionRecorder

    init(
        recording: DecisionRecorder.Capacity = DecisionRecorder.Capacity(), on engine: TestEngine = .chosen
    ) async throws {
        clients = ClientBook(sealing: sealing, cryptography: SwiftTokenCryptography())
        recorder = DecisionRecorder(capacity: recording)
        folder = try TemporaryDirectory()
        database = try await TestDatabase.make(on: engine)
        store = try await database.open()
        try await store.addTenant(tenant)
        authority = try TenantAuthority.fresh(tenant: tenant.id, now: time.now)
    }

    var clock: GatehouseService.Clock { time.clock }
    var codes: EnrolmentCodeService { EnrolmentCodeService(store: store, clock: clock) }
    var approvals: EnrolmentApprovalService { EnrolmentApprovalService(store: store, clock: clock) }
    var hardware: HardwareService { HardwareService(store: store, clock: clock) }
    var enrolment: EnrolmentService { EnrolmentService(store: store, authority: authority, clock: clock) }
    var checkIns: CheckInService {
        CheckInService(store: store, policies: policies, contacts: contacts, clock: clock)
    }
    var compliance: ComplianceService { ComplianceService(store: store, policies: policies, clock: clock) }
    var documents: DocumentService { DocumentService(store: store, clock: clock) }
    var devices: DeviceService { DeviceService(store: store, clock: clock) }
    var assets: AssetService { AssetService(store: store, clock: clock) }
    var actions: ActionService { ActionService(store: store, authority: authority, clock: clock) }
    var browserCertificates: BrowserCertificateService {
        BrowserCertificateService(store: store, authority: authority, clock: clock)
    }
    var audit: AuditService { AuditService(store: store) }
    var tokens: TokenService { TokenService(store: store, clock: clock) }
    var applications: ClientApplicationService {
        ClientApplicationService(store: store, cryptography: SwiftTokenCryptography(), clock: clock)
    }
    var signingKeys: SigningKeyService {
        SigningKeyService(
            store: store, clients: clients, sealing: sealing, cryptography: SwiftTokenCryptography(), clock: clock)
    }
    var tokenEndpoint: TokenEndpoint {
        TokenEndpoint(store: store, clients: clients, keys: signingKeys, clock: clock)
    }
    var decisions: LiveDecisionPoint {
        LiveDecisionPoint(
            snapshot: snapshot, recorder: recorder, store: store, clock: clock,
            issuerNames: { [authority] _ in [authority.issuerName] })
    }
    var runner: JobRunner {
        JobRunner(
            store: store, policies: policies, contacts: contacts, clock: clock, logger: Logger(label: "test"))
    }

    /// Brings memory up to date, as following the change feed does.
    func catchUp() async throws {
        try await SnapshotFollower(
            store: store,
            memory: .init(
                snapshot: snapshot, policies: policies, work: work, clients: clients,
                enforcementPoints: { _, _ in }),
            clock: clock, logger: Logger(label: "test")
        ).load()
    }

    func caller(_ role: Role) -> Caller { Caller(tenant: tenant.id, actor: "test", role: role.rawValue) }

    func apply(_ text: String) async throws {
        _ = try await documents.apply(
            [DocumentFile(name: "test.yaml", text: text)], dryRun: false, as: caller(.administrator))
        try await catchUp()
    }

    /// A code, a key and a machine's own words.
    func application(
        hardware: Character = "a", code: String? = nil, request: RequestID = .random(), name: String = "laptop"
    ) async throws -> EnrolmentApplication {
        let secret: String
        if let code {
            secret = code
        } else {
            secret = try await codes.create(
                tenant.id, uses: 1, lifetime: .seconds(3600), ownership: .company, groups: [], actor: "test"
            ).secret
        }
        return EnrolmentApplication(
            request: request, code: secret,
            certificateRequest: try makeCertificateRequest(key: DeviceKey(), commonName: "gatehouse-device"),
            hardwareDigest: String(repeating: hardware, count: 64), name: name, platform: .linux,
            manufacturer: "Example", model: "One", serialNumber: "1", operatingSystem: "Debian GNU/Linux",
            operatingSystemVersion: "12.12")
    }

    func enrol(hardware: Character = "a", name: String = "laptop") async throws -> Enrolled {
        try await enrolment.enrol(tenant.id, application(hardware: hardware, name: name))
    }

    /// Takes whatever code the error of `body` has.
    func code(of body: () async throws -> Void) async -> ServiceError.Code? {
        do {
            try await body()
            return nil
        } catch {
            return ServiceError(wrapping: error).code
        }
    }
}

/// What one machine reports, kept as its agent would.
struct Machine {
    let device: DeviceID
    var hardware: Character = "a"
    var sequence: Int64 = 0
    var facts: [FactKey: Fact] = [:]
    var acknowledged = ""

    init(_ device: DeviceID, hardware: Character = "a") {
        self.device = device
        self.hardware = hardware
    }

    mutating func report(
        _ changes: [FactKey: FactState], in fixture: Fixture, request: RequestID = .random()
    ) async throws -> StateAcknowledgement {
        let report = prepare(changes, at: fixture.time.now, request: request)
        let answer = try await fixture.checkIns.checkIn(fixture.tenant.id, device: device, report)
        acknowledged = answer.state
        return answer
    }

    mutating func prepare(_ changes: [FactKey: FactState], at now: Instant, request: RequestID = .random())
        -> StateReport
    {
        let changed = changes.map { key, state in
            Fact(
                key: key, state: state, source: "test", evidence: "seen", observedAt: now, assurance: .agentVerified)
        }
        for fact in changed { facts[fact.key] = fact }
        sequence += 1
        return StateReport(
            request: request, sequence: sequence, hardwareDigest: String(repeating: hardware, count: 64),
            base: acknowledged, state: StateDigest(facts.values).description, clock: now, changed: changed, removed: [])
    }
}
