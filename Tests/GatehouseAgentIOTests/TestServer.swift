import GatehouseKeys
import GatehouseModel
import GatehouseTestSupport
import GatehouseWire
import Glibc
import NIOCore
import NIOHTTP1
import NIOPosix
import NIOSSL
import Synchronization

/// A small server of the agent protocol on free ports of this machine: people's port and device channel.
///
/// It holds facts as the contract says, and misbehaves on request.
final class TestServer: Sendable {
    enum Misbehaviour: Hashable, Sendable {
        case answer(status: Int, code: String)
        /// Does what was asked, and closes the connection instead of answering.
        case loseAnswer
        case tooMuch
        case silence
    }

    struct State {
        var facts: [FactKey: Fact] = [:]
        var lastRequest: RequestID?
        var checkIns: [CheckInRequest] = []
        var enrolments: [EnrolmentRequest] = []
        var renewals: [RenewalRequest] = []
        var reports: [ActionReport] = []
        var acceptances: [ActionAcceptance] = []
        var artefacts: [ActionArtefact] = []
        /// What is answered to an acceptance, where the list alone does not say it.
        var orders: [ActionID: ActionOrder] = [:]
        var work = WorkResponse(desired: "none", items: [])
        var polls: [(desired: String, answer: EventLoopPromise<Reply>)] = []
        var misbehaviours: [String: [Misbehaviour]] = [:]
        var certificates: [RequestID: String] = [:]
        var connections = 0
        var lifetime = Duration.seconds(86_400)
        var owner: Ownership? = .company
    }

    struct Reply: Sendable {
        var status: HTTPResponseStatus
        var body: [UInt8] = []
        var isLost = false
        var isSilent = false

        init(_ message: some WireMessage) { (status, body) = (.ok, message.bytes) }
        init(_ status: HTTPResponseStatus, _ body: [UInt8] = []) { (self.status, self.body) = (status, body) }
    }

    static let tenant = TenantID(high: 0x1000, low: 1 << 63)
    static let device = DeviceID(high: 0x2000, low: 1 << 63)

    let pki: TestPKI
    let state = Mutex(State())
    private let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
    private let ports = Mutex<(people: Int, device: Int)>((0, 0))
    private let listeners = Mutex<[any Channel]>([])

    init() throws {
        pki = try TestPKI(now: .test)
        let server = try pki.issue(.localServer)
        let people = try listen(server, clientCertificate: false)
        let device = try listen(server, clientCertificate: true)
        ports.withLock { $0 = (people.localAddress?.port ?? 0, device.localAddress?.port ?? 0) }
        listeners.withLock { $0 = [people, device] }
    }

    var peopleURL: String { "https://localhost:\(ports.withLock(\.people))" }
    var deviceURL: String { "https://127.0.0.1:\(ports.withLock(\.device))" }

    func stop() throws { try group.syncShutdownGracefully() }

    /// Misbehaves at the next requests of this route, one after the other.
    func misbehave(at route: String, _ how: Misbehaviour...) {
        state.withLock { $0.misbehaviours[route, default: []] += how }
    }

    /// Changes the waiting work, and answers held polls.
    func setWork(_ work: WorkResponse) {
        let polls = state.withLock { state in
            state.work = work
            defer { state.polls = [] }
            return state.polls
        }
        for poll in polls { poll.answer.succeed(Reply(work)) }
    }

    /// Waits until `condition` holds of what came in; gives up after ten seconds.
    func wait(until condition: @Sendable (borrowing State) -> Bool) async -> Bool {
        let end = ContinuousClock.now + .seconds(10)
        while ContinuousClock.now < end {
            if state.withLock({ condition($0) }) { return true }
            try? await Task.sleep(for: .milliseconds(5))
        }
        return false
    }

    private func listen(_ leaf: IssuedLeaf, clientCertificate: Bool) throws -> any Channel {
        var tls = TLSConfiguration.makeServerConfiguration(
            certificateChain: try NIOSSLCertificate.fromPEMBytes(Array(leaf.chainPEM.utf8)).map { .certificate($0) },
            privateKey: .privateKey(try NIOSSLPrivateKey(bytes: Array(leaf.keyPEM.utf8), format: .pem)))
        if clientCertificate {
            tls.certificateVerification = .noHostnameVerification
            tls.trustRoots = .certificates(try NIOSSLCertificate.fromPEMBytes(Array(pki.rootPEM.utf8)))
        }
        let context = try NIOSSLContext(configuration: tls)
        return try ServerBootstrap(group: group)
            .childChannelInitializer { channel in
                self.state.withLock { $0.connections += 1 }
                return channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(NIOSSLServerHandler(context: context))
                    try channel.pipeline.syncOperations.configureHTTPServerPipeline()
                    try channel.pipeline.syncOperations.addHandler(TestServerHandler(server: self))
                }
            }
            .bind(host: "127.0.0.1", port: 0).wait()
    }
}

extension Instant {
    /// The clock of the system: certificates are checked against it.
    static var test: Instant {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        return Instant(seconds: Int64(time.tv_sec))
    }
}
