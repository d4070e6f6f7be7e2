import GatehouseAgentCore
import GatehouseKeys
import GatehouseModel
import GatehouseWire
import NIOCore
import NIOPosix

/// Gets this machine an identity and writes it to the state folder.
struct Enrolment {
    var server: String
    /// PEM of what the enrolment server's certificate chains to; the answer says what the device channel's does.
    var trustRoots: String
    /// Empty for hardware that is registered.
    var code: String
    var deviceName: String
    var hardware: HardwareIdentity
    var operatingSystem: String
    var operatingSystemVersion: String
    var attempts = 3
    /// How long it is waited for somebody to agree.
    var patience = Duration.seconds(3600)
    /// Takes a line for the person in front of the machine.
    var tell: @Sendable (String) -> Void = { _ in }

    /// Refuses an address that is not https and PEM that cannot be read; then asks, at most ``attempts`` times.
    func run(in directory: StateDirectory) throws -> DeviceIdentity { try runNaming(in: directory).identity }

    /// As ``run(in:)``, with what the server calls the device; empty when it did not say.
    func runNaming(in directory: StateDirectory) throws -> (identity: DeviceIdentity, name: String) {
        guard let address = ServerAddress(server) else {
            throw AgentError(.usage, "`\(server)` is no address of a server", hint: "write https://HOST:PORT")
        }
        guard let tls = try? TLSIdentity(trustRoots: trustRoots).context() else {
            throw AgentError(.usage, "the CA file holds no certificate in PEM")
        }
        let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
        defer { try? group.syncShutdownGracefully() }
        let loop = group.next()
        let promise = loop.makePromise(of: (identity: DeviceIdentity, name: String).self)
        let enrolment = self
        try loop.submit {
            let client = AgentClient(address, tls: tls, on: loop)
            EnrolmentSession(enrolment, directory, client, loop, promise).start()
        }.wait()
        return try promise.futureResult.wait()
    }
}

/// Drives ``EnrolmentMachine`` on one event loop.
private final class EnrolmentSession {
    private let enrolment: Enrolment
    private let directory: StateDirectory
    private let client: AgentClient
    private let loop: any EventLoop
    private let promise: EventLoopPromise<(identity: DeviceIdentity, name: String)>
    private var machine: EnrolmentMachine
    private var key: DeviceKey?
    private var identity: DeviceIdentity?
    private var name = ""

    init(
        _ enrolment: Enrolment, _ directory: StateDirectory, _ client: AgentClient, _ loop: any EventLoop,
        _ promise: EventLoopPromise<(identity: DeviceIdentity, name: String)>
    ) {
        self.enrolment = enrolment
        self.directory = directory
        self.client = client
        self.loop = loop
        self.promise = promise
        machine = EnrolmentMachine(attempts: enrolment.attempts, patience: enrolment.patience)
    }

    private var purpose: StateDirectory.KeyPurpose { .enrolment(code: enrolment.code) }

    func start() {
        attempt {
            let left = try directory.nextKey(for: purpose)
            key = left?.key
            try feed(.start(left?.pending))
        }
    }

    /// Ends the enrolment when something cannot be done.
    private func attempt(_ body: () throws -> Void) {
        do { try body() } catch { end(.failure(error)) }
    }

    private func end(_ result: Result<(identity: DeviceIdentity, name: String), any Error>) {
        client.shutDown()
        promise.completeWith(result)
    }

    private func feed(_ event: EnrolmentMachine.Event) throws {
        for action in machine.event(event, at: .current()) { try perform(action) }
    }

    private func perform(_ action: EnrolmentMachine.Action) throws {
        switch action {
        case .makeKey(let request):
            let key = DeviceKey()
            try directory.saveNextKey(key, for: purpose, request)
            self.key = key
            try feed(.keySaved(PendingKey(request: request, publicKey: key.publicKeyDER)))
        case .send(let pending):
            client.enrol(try request(pending)) { result in
                self.attempt {
                    switch result {
                    case .success(.enrolled(let response)): try self.feed(.answered(response))
                    case .success(.pending(let pending)): try self.feed(.pending(pending))
                    case .failure(let failure): try self.feed(.failed(failure))
                    }
                }
            }
        case .wake(let wait):
            loop.assumeIsolated().scheduleTask(in: TimeAmount(wait)) { self.attempt { try self.feed(.timerFired) } }
        case .tell(let pending):
            enrolment.tell(
                """
                waiting: \(pending.detail)
                  enrolment  \(pending.id), until \(pending.expiresAt)
                  administrators agree with: gatehouse enrolment approve \(pending.id)
                """)
        case .saveIdentity(let response): try save(response)
        case .discardKey: try directory.removeNextKey()
        case .succeed:
            if let identity { end(.success((identity, name))) }
        case .fail(.request(let failure)): end(.failure(AgentError(failure)))
        case .fail(.badIdentity(let reason)):
            end(.failure(AgentError(.failed, "the server's answer is not used: \(reason)")))
        case .fail(.stillWaiting(let pending)):
            end(
                .failure(
                    AgentError(
                        .awaiting, "nobody agreed to the enrolment \(pending.id) yet",
                        hint: "run the same command again before \(pending.expiresAt): it asks after the same enrolment"
                    )
                ))
        }
    }

    private func request(_ pending: PendingKey) throws -> EnrolmentRequest {
        guard let key else { throw AgentError(.failed, "the fresh key is missing") }
        return EnrolmentRequest(
            protocolVersion: ProtocolVersion.current, requestID: pending.request, code: enrolment.code,
            certificateRequest: try makeCertificateRequest(key: key, commonName: "gatehouse-device"),
            hardware: enrolment.hardware, deviceName: enrolment.deviceName, platform: .linux,
            operatingSystem: enrolment.operatingSystem, operatingSystemVersion: enrolment.operatingSystemVersion)
    }

    private func save(_ response: EnrolmentResponse) throws {
        let identity = DeviceIdentity(
            tenant: response.tenant, device: response.device, server: enrolment.server,
            deviceChannel: response.deviceChannel, hardware: enrolment.hardware.digest,
            certificateChain: response.certificateChain, key: key?.pem ?? "")
        try directory.saveTrustRoots(response.trustRoots)
        try directory.forgetAcknowledgedState()
        try directory.save(identity)
        self.identity = identity
        name = response.deviceName
        try feed(.identitySaved)
    }
}
