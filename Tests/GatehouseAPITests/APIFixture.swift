import Foundation
import GatehouseAPI
import GatehouseAuthority
import GatehouseHTTP
import GatehouseKeys
import GatehouseModel
import GatehouseService
import GatehouseStorage
import GatehouseTestSupport
import GatehouseWire
import Hummingbird
import HummingbirdTesting
import Testing

/// The native API over a fresh store, asked without sockets.
struct APIFixture: Sendable {
    static let now = Instant(seconds: 1_795_251_600)

    let store: SQLStore
    let client: any TestClientProtocol
    let services: NativeAPI.Services
    let secrets: [Role: String]

    /// Runs `body` with a token of every role; `extra` routes stand beside the API's.
    static func run(
        tenant: Tenant = .test, others: [Tenant] = [], extra: [Route] = [],
        _ body: @Sendable (APIFixture) async throws -> Void
    ) async throws {
        try await withTemporaryStore(tenants: [tenant] + others) { store in
            let services = services(over: store)
            var secrets: [Role: String] = [:]
            for role in Role.allCases where role != .operator || tenant.ownsServer {
                secrets[role] = try await services.tokens.create(
                    tenant.id, name: role.rawValue, role: role.rawValue, lifetime: .seconds(3600), actor: "test"
                ).secret
            }
            var table = try self.table(services)
            table.add(extra)
            let router = table.router(metrics: MetricsRegistry(), gate: AdmissionGate { .idle }) { secret, _ in
                try await services.tokens.caller(presenting: secret)
            }
            let held = secrets
            try await Application(router: router).test(.router) { client in
                try await body(APIFixture(store: store, client: client, services: services, secrets: held))
            }
        }
    }

    static func table(_ services: NativeAPI.Services) throws -> RouteTable {
        var table = RouteTable()
        table.add(OperationsRoutes.health { [] })
        try NativeAPI.add(services, to: &table)
        return table
    }

    static func services(over store: any Store) -> NativeAPI.Services {
        let clock = GatehouseService.Clock { now }
        let authority = PaperAuthority()
        let policies = PolicyBook()
        let sealing = SealingKeys(SealingKey())
        return NativeAPI.Services(
            devices: DeviceService(store: store, clock: clock), assets: AssetService(store: store, clock: clock),
            users: UserService(store: store, clock: clock), groups: GroupService(store: store, clock: clock),
            enrolment: EnrolmentService(store: store, authority: authority, clock: clock),
            enrolmentCodes: EnrolmentCodeService(store: store, clock: clock),
            enrolments: EnrolmentApprovalService(store: store, clock: clock),
            hardware: HardwareService(store: store, clock: clock),
            compliance: ComplianceService(store: store, policies: policies, clock: clock),
            actions: ActionService(store: store, authority: authority, clock: clock),
            scripts: ScriptService(store: store, authority: authority, clock: clock),
            documents: DocumentService(store: store, clock: clock),
            reach: ReachService(store: store, clock: clock),
            enforcementPoints: EnforcementPointService(
                store: store, authority: authority, clock: clock, defaultSocket: { "/run/\($1).sock" }),
            access: AccessService(store: store, snapshot: AccessSnapshot(), clock: clock),
            dryRun: DryRunService(documents: DocumentService(store: store, clock: clock)),
            notices: NoticeService(store: store, clock: clock),
            secrets: SecretService(store: store, key: sealing, clock: clock),
            authority: AuthorityService(store: store, keeper: authority, sealing: sealing, clock: clock),
            audit: AuditService(store: store), tokens: TokenService(store: store, clock: clock),
            applications: ClientApplicationService(
                store: store, cryptography: SwiftTokenCryptography(), clock: clock),
            accessPasses: AccessPassService(store: store, clock: clock),
            sessions: SessionService(store: store, clock: clock),
            tenants: TenantService(store: store, authorities: authority, clock: clock), clock: clock)
    }

    /// Asks as the role, or without a token.
    func ask(
        _ method: HTTPRequest.Method, _ uri: String, as role: Role? = .administrator, body: String? = nil,
        bytes: [UInt8]? = nil, contentType: String = "application/json", secret other: String? = nil
    ) async throws -> Answer {
        let bytes = bytes ?? body.map { Array($0.utf8) }
        var headers: HTTPFields = [:]
        if let secret = other ?? role.flatMap({ secrets[$0] }) { headers[.authorization] = "Bearer \(secret)" }
        if bytes != nil { headers[.contentType] = contentType }
        return try await client.execute(
            uri: uri, method: method, headers: headers, body: bytes.map { ByteBuffer(bytes: $0) }
        ) { response in
            Answer(
                status: response.status.code, headers: response.headers, body: Array(response.body.readableBytesView))
        }
    }

    /// Posts a message as the role.
    func post(_ uri: String, _ message: some APIMessage, as role: Role = .administrator) async throws -> Answer {
        try await ask(.post, uri, as: role, body: String(decoding: JSONBody.encode(message), as: UTF8.self))
    }

    /// A device of this name in the store.
    @discardableResult
    func addDevice(_ name: String, state: ComplianceState? = nil) async throws -> DeviceID {
        let id = DeviceID.random()
        try await store.write(Tenant.test.id) { work in
            try work.save(
                DeviceRecord(
                    device: Device(
                        id: id, name: name, platform: .linux, ownership: .company,
                        operatingSystem: "Debian GNU/Linux", operatingSystemVersion: "12", enrolledAt: Self.now,
                        lastContact: Self.now),
                    hardwareDigest: "digest of \(name)", identityAssurance: .agentVerified))
            guard let state else { return }
            try work.save(
                Verdict(state: state, since: Self.now, graceEnd: nil, validUntil: Self.now + .seconds(86_400)), of: id,
                at: Self.now)
        }
        return id
    }
}

/// What came back.
struct Answer: Sendable {
    let status: Int
    let headers: HTTPFields
    let body: [UInt8]

    var text: String { String(decoding: body, as: UTF8.self) }

    func message<Message: APIMessage>(_ type: Message.Type = Message.self) throws -> Message {
        try JSONDecoder().decode(type, from: Data(body))
    }

    /// The problem's code; empty when the answer is no problem.
    var code: String { (try? message(Problem.self).code) ?? "" }
}

/// An authority whose certificates are only words.
struct PaperAuthority: Authority, AuthorityMaker, AuthorityKeeper {
    func overview(of sealed: [UInt8], tenant: TenantID) throws(AuthorityError) -> AuthorityOverview {
        AuthorityOverview(certificates: [], holdsRootKey: true, formerScriptKeys: sealed.count)
    }

    func change(
        _ sealed: [UInt8], of tenant: TenantID, by step: AuthorityStep, now: Instant
    ) throws(AuthorityError) -> (sealed: [UInt8], rootKey: String?) {
        (sealed, step == .copyRootKey ? "root key" : nil)
    }

    func reseal(_ sealed: [UInt8], of tenant: TenantID) throws(AuthorityError) -> [UInt8]? { nil }

    func makeAuthority(of tenant: TenantID, now: Instant) throws(AuthorityError) -> (sealed: [UInt8], root: String) {
        (Array("sealed for \(tenant)".utf8), "root")
    }

    var root: String { "root" }
    var intermediate: String { "intermediate" }
    var issuerName: String { "CN=Paper" }

    func issueDeviceCertificate(
        for request: [UInt8], tenant: TenantID, device: DeviceID, lifetime: Duration, now: Instant
    ) async throws(AuthorityError) -> IssuedCertificate {
        IssuedCertificate(serial: "01", notBefore: now, notAfter: now + lifetime, chain: "chain of \(device)")
    }

    func issueBrowserCertificate(
        for request: [UInt8], tenant: TenantID, device: DeviceID, account: UInt32, lifetime: Duration, now: Instant
    ) async throws(AuthorityError) -> IssuedCertificate {
        IssuedCertificate(serial: "04", notBefore: now, notAfter: now + lifetime, chain: "chain of \(account)")
    }

    func issueEnforcementPointCertificate(
        tenant: TenantID, name: String, lifetime: Duration, now: Instant
    ) async throws(AuthorityError) -> (certificate: IssuedCertificate, key: String) {
        (IssuedCertificate(serial: "02", notBefore: now, notAfter: now + lifetime, chain: "chain of \(name)"), "key")
    }

    func signScript(_ statement: [UInt8], tenant: TenantID) async throws(AuthorityError) -> [UInt8] { [1, 2, 3] }

    func currentSignature(
        _ kept: [UInt8], of statement: [UInt8], tenant: TenantID
    ) async throws(AuthorityError) -> [UInt8] { kept }

    func scriptSigner(
        tenant: TenantID, for chain: String?, now: Instant
    ) async throws(AuthorityError) -> String { "chain" }

    func issueServerCertificate(
        names: [String], lifetime: Duration, now: Instant
    ) async throws(AuthorityError) -> (certificate: IssuedCertificate, key: String) {
        (IssuedCertificate(serial: "03", notBefore: now, notAfter: now + lifetime, chain: "chain"), "key")
    }
}
