import GatehouseAuthority
import GatehouseKeys
import GatehouseModel
import GatehouseService
import GatehouseStorage
import GatehouseTPM
import GatehouseTestSupport
import GatehouseWire
import Logging
import NIOHTTP1
import Testing

@testable import GatehouseAgentIO
@testable import GatehouseDeviceAPI

/// A machine with a real, if software, TPM before a server without sockets: every message goes through its JSON.
final class AttestationTrial {
    /// What the server answered when it refused.
    struct Refusal: Error, Equatable {
        var code: String
        var detail: String
    }

    let tpm: SoftwareTPM
    let store: SQLStore
    let time = ManualClock(at: .now())
    let services: DeviceServices
    let policies = PolicyBook()
    /// Certifies the endorsement key as hardware; `nil` leaves what `swtpm` has.
    let maker: TestTPMMaker?
    var evidence: TPMEvidence
    var hardware = String(repeating: "a", count: 64)
    var wrapped: [UInt8] = []
    var device = DeviceID.numbered(0)
    private let folder = try? TemporaryDirectory()
    private var serial = ""

    private init(_ store: SQLStore, _ tpm: SoftwareTPM, maker: TestTPMMaker?, rules: AttestationRules) throws {
        self.store = store
        self.tpm = tpm
        self.maker = maker
        evidence = TPMEvidence(
            path: tpm.socket, salt: CredentialChallenge.random(), eventLogPath: "/nonexistent")
        let clock = GatehouseService.Clock { [time] in time.now }
        let authority = try TenantAuthority.fresh(tenant: Tenant.test.id, now: time.now)
        let swtpm = try SoftwareTPM.authorities()
        // The authority of `swtpm` is trusted throughout: a software TPM must not count as hardware even then.
        let roots = try EndorsementRoots(
            roots: [swtpm.root] + (maker.map { [$0.rootPEM] } ?? []), intermediates: [swtpm.intermediate])
        services = DeviceServices(
            identity: DeviceIdentityService(snapshot: AccessSnapshot(), store: store, clock: clock),
            checkIn: CheckInService(store: store, policies: policies, contacts: ContactLog(), clock: clock),
            enrolment: EnrolmentService(store: store, authority: authority, clock: clock),
            attestation: AttestationService(
                store: store, policies: policies, makers: FixedMakerRoots(roots), rules: rules, clock: clock),
            actions: ActionService(store: store, authority: authority, clock: clock),
            tokens: DeviceTokenService(store: store, clock: clock),
            compliance: ComplianceService(store: store, policies: policies, clock: clock),
            updates: AgentUpdateService(store: store, releases: NoReleases(), clock: clock),
            scripts: ScriptDelivery(store: store, policies: policies, authority: authority, clock: clock),
            work: WorkBoard(), issuer: { _, _ in .current })
    }

    static func with(
        hardware: Bool = false, rules: AttestationRules = AttestationRules(),
        _ body: (AttestationTrial) async throws -> Void
    ) async throws {
        try await withTemporaryStore(tenants: [.test, .other]) { store in
            try await body(
                AttestationTrial(
                    store, try SoftwareTPM(), maker: hardware ? try TestTPMMaker(now: .now()) : nil, rules: rules))
        }
    }

    private var clock: GatehouseService.Clock { GatehouseService.Clock { [time] in time.now } }

    func runJobs() async throws {
        try await JobRunner(
            store: store, policies: policies, contacts: ContactLog(), clock: clock, logger: Logger(label: "test")
        ).runBatch()
    }

    func endpoint(_ tenant: Tenant = .test) -> EnrolmentEndpoint {
        EnrolmentEndpoint(
            enrolment: services.enrolment, attestation: services.attestation, tenant: tenant.id,
            tenantOfCode: { _ in nil }, devicePort: 8444,
            trustRoots: "roots", logger: Logger(label: "test"))
    }

    /// The machine's first step.
    func challengeRequest() throws -> EnrolmentChallengeRequest {
        guard let maker else { return try evidence.challengeRequest() }
        var wishes = TestTPMMaker.Wishes()
        wishes.expiresIn = 86_400
        let device = try tpm.device()
        let key = try device.endorsementKey(.eccP256).publicArea
        return EnrolmentChallengeRequest(
            protocolVersion: ProtocolVersion.current, endorsementCertificates: [try maker.certify(key, wishes)],
            endorsementKey: key.bytes,
            attestationKey: try device.attestationKey(salt: evidence.salt).publicArea.bytes)
    }

    func challenge(
        _ request: EnrolmentChallengeRequest, tenant: Tenant = .test, address: String = "192.0.2.1"
    ) async throws -> EnrolmentChallengeResponse {
        let answer = await endpoint(tenant).challenge(request.bytes, address: address)
        return try Self.message(answer.status, answer.body)
    }

    /// The machine's second step.
    func request(
        answering challenge: EnrolmentChallengeResponse, _ first: EnrolmentChallengeRequest
    ) async throws -> EnrolmentRequest {
        if wrapped.isEmpty { wrapped = try tpm.device().makeDeviceKey().bytes }
        return try await plainRequest(
            certificateRequest: key.certificateRequest(commonName: "gatehouse-device"),
            attestation: evidence.attestation(
                answering: challenge, endorsementKey: first.endorsementKey, of: wrapped))
    }

    func plainRequest(
        certificateRequest: [UInt8], attestation: EnrolmentAttestation? = nil
    ) async throws -> EnrolmentRequest {
        let code = try await EnrolmentCodeService(store: store, clock: clock).create(
            Tenant.test.id, uses: 1, lifetime: .seconds(86_400), ownership: .company, groups: [], actor: "test")
        return EnrolmentRequest(
            protocolVersion: ProtocolVersion.current, requestID: .random(), code: code.secret,
            certificateRequest: certificateRequest,
            hardware: HardwareIdentity(digest: hardware, manufacturer: "", model: "", serialNumber: ""),
            deviceName: "laptop", platform: .linux, operatingSystem: "Debian", operatingSystemVersion: "12",
            attestation: attestation)
    }

    func enrol(_ request: EnrolmentRequest, tenant: Tenant = .test) async throws -> EnrolmentResponse {
        let answer = await endpoint(tenant).answer(request.bytes, host: "localhost")
        let response: EnrolmentResponse = try Self.message(answer.status, answer.body)
        device = response.device
        serial = try PeerCertificate(pemChain: response.certificateChain).serial
        return response
    }

    /// Both steps, with whatever a liar does to the second.
    @discardableResult
    func enrol(_ lie: (inout EnrolmentRequest) throws -> Void = { _ in }) async throws -> EnrolmentResponse {
        let first = try challengeRequest()
        var request = try await request(answering: challenge(first), first)
        try lie(&request)
        return try await enrol(request)
    }

    var key: DeviceKeyPlace {
        .tpm(TPMKeyReference(path: tpm.socket, wrapped: wrapped, salt: evidence.salt))
    }

    /// What the device channel answers this device.
    func ask<Message: WireMessage>(_ route: String, _ body: [UInt8] = []) async throws -> Message {
        let routes = DeviceRoutes(services: services, logger: Logger(label: "test"))
        let answer = await routes.answer(
            .POST, route, [:], body,
            from: DevicePeer(key: .init(tenant: Tenant.test.id, device: device), serial: serial))
        return try Self.message(Int(answer.status.code), answer.body)
    }

    /// A check-in that changes nothing, with a quote or without.
    @discardableResult func checkIn(_ quote: QuoteAnswer? = nil) async throws -> CheckInResponse {
        let empty = StateDigest([]).description
        return try await ask(
            AgentRoute.checkIn,
            CheckInRequest(
                requestID: .random(), sequence: 0, hardware: hardware, base: empty, state: empty, clock: time.now,
                changed: [], removed: [], quote: quote
            ).bytes)
    }

    func nonce() async throws -> QuoteChallengeMessage { try await ask(AgentRoute.challenge) }

    func fact(_ key: FactKey) async throws -> Fact? {
        try await store.read(Tenant.test.id) { [device] in try $0.facts(of: device, keys: [key]).first }
    }

    func attestation() async throws -> DeviceAttestation? {
        try await store.read(Tenant.test.id) { [device] in try $0.attestation(of: device) }
    }

    private static func message<Message: WireMessage>(_ status: Int, _ body: [UInt8]) throws -> Message {
        guard status == 200 else {
            let problem = try ProblemDocument(bytes: body)
            throw Refusal(code: problem.code, detail: problem.detail)
        }
        return try Message(bytes: body)
    }
}

private struct NoReleases: AgentReleases {
    func all() async throws -> [AgentRelease] { [] }
    func piece(
        of version: SemanticVersion, architecture: String, offset: Int64, limit: Int
    ) async throws -> [UInt8]? { nil }
}

/// Expects that the body is refused, and answers with what words.
func refusal(
    _ body: () async throws -> some Any, location: SourceLocation = #_sourceLocation
) async -> AttestationTrial.Refusal? {
    do {
        _ = try await body()
        Issue.record("it was taken", sourceLocation: location)
    } catch let refusal as AttestationTrial.Refusal {
        return refusal
    } catch {
        Issue.record("\(error)", sourceLocation: location)
    }
    return nil
}
