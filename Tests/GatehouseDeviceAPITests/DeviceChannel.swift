import Foundation
import GatehouseAuthority
import GatehouseKeys
import GatehouseModel
import GatehouseService
import GatehouseStorage
import GatehouseTestSupport
import GatehouseWire
import Logging
import NIOCore
import NIOPosix
import NIOSSL
import ServiceLifecycle
import Synchronization

@testable import GatehouseDeviceAPI

/// A listening device channel over a real store, whose devices' certificates come from an authority of the test.
final class DeviceChannel: Sendable {
    let store: SQLStore
    let pki: TestPKI
    let work = WorkBoard()
    let gate: AdmissionGate
    /// What the authority says of certificates that name any tenant but the forged one.
    let issuer: IssuerSwitch
    /// What the gate is told of the store besides its own load.
    let strain = StoreStrain()
    let decisions: LiveDecisionPoint
    let listener: DeviceListener
    let services: DeviceServices
    private let follower: SnapshotFollower
    private let folder: TemporaryDirectory
    private let group: ServiceGroup

    static let clock = GatehouseService.Clock {
        Instant(milliseconds: Int64(Date().timeIntervalSince1970 * 1000))
    }

    /// A tenant whose authority signed none of the certificates that name it.
    static let forged = TenantID(high: 0xF, low: 0xF)

    /// What the server has of the agent's releases.
    let releases = HeldReleases()

    private init(_ store: SQLStore, _ limits: DeviceConnectionLimits, _ logger: Logger) async throws {
        self.store = store
        let clock = Self.clock
        pki = try TestPKI(now: clock.now)
        folder = try TemporaryDirectory()
        let authority = try TenantAuthority.fresh(tenant: Tenant.test.id, now: clock.now)
        let snapshot = AccessSnapshot()
        issuer = IssuerSwitch()
        let policies = PolicyBook()
        services = DeviceServices(
            identity: DeviceIdentityService(snapshot: snapshot, store: store, clock: clock),
            checkIn: CheckInService(store: store, policies: policies, contacts: ContactLog(), clock: clock),
            enrolment: EnrolmentService(store: store, authority: authority, clock: clock),
            attestation: AttestationService(
                store: store, policies: policies, makers: FixedMakerRoots(try EndorsementRoots()), clock: clock),
            actions: ActionService(store: store, authority: authority, clock: clock),
            tokens: DeviceTokenService(store: store, clock: clock),
            compliance: ComplianceService(store: store, policies: policies, clock: clock),
            updates: AgentUpdateService(store: store, releases: releases, clock: clock),
            scripts: ScriptDelivery(store: store, policies: policies, authority: authority, clock: clock), work: work,
            issuer: { [issuer] in $1 == Self.forged ? .foreign : issuer.standing })
        var admission = AdmissionLimits()
        admission.few = 0
        gate = AdmissionGate(admission) { [strain] in strain.added(to: store.load) }
        decisions = LiveDecisionPoint(
            snapshot: snapshot, recorder: DecisionRecorder(), store: store, clock: clock,
            issuerNames: { _ in [authority.issuerName] })
        let server = try pki.issue(.localServer)
        listener = DeviceListener(
            DeviceListenerConfiguration(
                host: "127.0.0.1", port: 0, certificateChain: server.chainPEM, privateKey: server.keyPEM,
                trustRoots: pki.rootPEM + "\n" + pki.intermediatePEM, limits: limits),
            services: services, gate: gate, group: .singletonMultiThreadedEventLoopGroup, logger: logger)
        follower = SnapshotFollower(
            store: store,
            memory: .init(snapshot: snapshot, policies: policies, work: work, enforcementPoints: { _, _ in }),
            clock: clock, logger: .silent)
        try await follower.load()
        try await listener.bind()
        group = ServiceGroup(
            configuration: .init(services: [.init(service: follower), .init(service: listener)], logger: .silent))
    }

    /// Runs it while the body runs, then stops it gracefully.
    static func with(
        tenants: [Tenant] = [.test], limits: DeviceConnectionLimits = DeviceConnectionLimits(),
        logger: Logger = .silent, _ body: (DeviceChannel) async throws -> Void
    ) async throws {
        try await withTemporaryStore(tenants: tenants) { store in
            let channel = try await DeviceChannel(store, limits, logger)
            try await withThrowingTaskGroup(of: Void.self) { tasks in
                tasks.addTask { try await channel.group.run() }
                do { try await body(channel) } catch {
                    await channel.group.triggerGracefulShutdown()
                    throw error
                }
                await channel.group.triggerGracefulShutdown()
                try await tasks.waitForAll()
            }
        }
    }

    func stop() async { await group.triggerGracefulShutdown() }

    /// Believes the same authorities anew; every connection has heard of it when this returns.
    func trustAnew() async throws {
        try listener.trust(roots: pki.rootPEM + "\n" + pki.intermediatePEM)
        for loop in MultiThreadedEventLoopGroup.singleton.makeIterator() { try await loop.submit {}.get() }
    }

    /// A device of this number that the store knows, with the certificate that it shows.
    func device(_ number: Int = 1, of tenant: Tenant = .test) async throws -> EnrolledDevice {
        let record = DeviceRecord.numbered(number)
        let leaf = try pki.issue(.device(tenant.id, record.device.id))
        try await store.write(tenant.id) { work in
            try work.save(record)
            try work.save(
                CertificateRecord(
                    serial: leaf.certificate.serial, device: record.device.id, notBefore: leaf.certificate.notBefore,
                    notAfter: leaf.certificate.notAfter, request: .numbered(number), chain: leaf.chainPEM))
        }
        // Until memory has followed, a poll is not held.
        let end = ContinuousClock.now + .seconds(20)
        while services.identity.standing(ofCertificate: leaf.certificate.serial, tenant.id) == .unknown,
            ContinuousClock.now < end
        {
            try await Task.sleep(for: .milliseconds(5))
        }
        return EnrolledDevice(id: record.device.id, hardware: record.hardwareDigest, leaf: leaf)
    }

    /// Connects with this certificate, or without one, and closes after the body.
    func connected<Result: Sendable>(
        as leaf: IssuedLeaf?, _ body: (RawConnection) async throws -> Result
    ) async throws -> Result {
        let context = try ClientTLS.context(roots: pki.rootPEM, chain: leaf?.chainPEM, key: leaf?.keyPEM)
        return try await RawConnection.with(port: listener.boundPort ?? 0, tls: context, body)
    }

    /// What one request is answered over a connection of its own; `nil` when the connection ends instead.
    func ask(as leaf: IssuedLeaf?, _ method: String, _ target: String, body: [UInt8] = []) async -> RawAnswer? {
        let answer = try? await connected(as: leaf) { await $0.ask(method, target, body: body) }
        return answer ?? nil
    }

    func revoke(_ device: EnrolledDevice) async throws {
        try await services.enrolment.revoke(Tenant.test.id, device: device.id, reason: "lost", actor: "test")
    }

    /// What an enforcement point is told of the device.
    func decide(_ device: EnrolledDevice) -> EnforcementAnswer {
        decisions.decide(
            EnforcementRequest(
                application: "wiki",
                credential: .certificate(serial: device.leaf.certificate.serial, issuer: "somebody"),
                address: .known(IPAddress(v4: 0x7F00_0001)), userAgent: "curl/8"),
            from: EnforcementPointName(tenant: Tenant.test.id, name: "default"), at: Self.clock.now)
    }

    /// Waits until the gate puts off so much.
    func awaitStage(_ stage: OverloadStage) async throws {
        let end = ContinuousClock.now + .seconds(20)
        while gate.figures.stage != stage, ContinuousClock.now < end { try await Task.sleep(for: .milliseconds(5)) }
    }

    /// Waits until so many devices hold a poll.
    func awaitPolls(_ count: Int) async throws {
        let end = ContinuousClock.now + .seconds(20)
        while work.waiting != count, ContinuousClock.now < end { try await Task.sleep(for: .milliseconds(5)) }
    }
}

/// A store that a test calls slow.
final class StoreStrain: Sendable {
    private let oldest = Mutex(Duration.zero)

    func set(_ oldestWrite: Duration) { oldest.withLock { $0 = oldestWrite } }

    func added(to load: StoreLoad) -> StoreLoad {
        var load = load
        load.oldestWrite = max(load.oldestWrite, oldest.withLock(\.self))
        return load
    }
}

/// A device that the store knows.
struct EnrolledDevice: Sendable {
    var id: DeviceID
    var hardware: String
    var leaf: IssuedLeaf

    /// A check-in with these facts, from nothing.
    func checkIn(_ facts: [Fact], sequence: Int64 = 1, base: String = "") -> [UInt8] {
        CheckInRequest(
            requestID: .random(), sequence: sequence, hardware: hardware, base: base,
            state: StateDigest(facts).description, clock: DeviceChannel.clock.now, changed: facts, removed: []
        ).bytes
    }
}

extension Logger {
    static let silent = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
}

extension RawAnswer {
    /// The code of the problem that the body tells, if it tells one.
    var problem: String? { (try? ProblemDocument(bytes: body))?.code }
}

/// An authority whose word changes.
final class IssuerSwitch: Sendable {
    private let state = Mutex(IssuerStanding.current)

    var standing: IssuerStanding {
        get { state.withLock(\.self) }
        set { state.withLock { $0 = newValue } }
    }
}
