import GatehouseAgentCore
import GatehouseKeys
import GatehouseModel
import GatehouseTPM
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
    /// The tenant that the hardware is registered with; a code says it by itself.
    var tenant: TenantID?
    var deviceName: String
    var hardware: HardwareIdentity
    var operatingSystem: String
    var operatingSystemVersion: String
    var attempts = 3
    /// How long it is waited for somebody to agree.
    var patience = Duration.seconds(3600)
    /// Takes a line for the person in front of the machine.
    var tell: @Sendable (String) -> Void = { _ in }
    /// Where the device key is made.
    var tpm = TPMChoice.none(reason: "as was asked for")
    /// Of the machine; tests have their own.
    var eventLogPath = TPMDevice.eventLogPath

    /// Refuses an address that is not https and PEM that cannot be read; then asks, at most ``attempts`` times.
    func run(in directory: StateDirectory) throws -> DeviceIdentity { try enrolled(in: directory).identity }

    /// As ``run(in:)``, with what else the server said.
    func enrolled(in directory: StateDirectory) throws -> Enrolled {
        guard let address = ServerAddress(server) else {
            throw AgentError(.usage, "`\(server)` is no address of a server", hint: "write https://HOST:PORT")
        }
        guard let tls = try? TLSIdentity(trustRoots: trustRoots).context() else {
            throw AgentError(.usage, "the CA file holds no certificate in PEM")
        }
        let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
        defer { try? group.syncShutdownGracefully() }
        let loop = group.next()
        let promise = loop.makePromise(of: Enrolled.self)
        let enrolment = self
        try loop.submit {
            let client = AgentClient(address, tls: tls, on: loop)
            EnrolmentSession(enrolment, directory, client, loop, promise).start()
        }.wait()
        return try promise.futureResult.wait()
    }
}

/// What an enrolment gave.
struct Enrolled: Sendable {
    var identity: DeviceIdentity
    /// What the server calls the device; empty when it did not say.
    var name: String
    /// What the server makes of the TPM; `nil` without one.
    var note: String?
}

/// Drives ``EnrolmentMachine`` on one event loop.
private final class EnrolmentSession {
    private let enrolment: Enrolment
    private let directory: StateDirectory
    private let client: AgentClient
    private let loop: any EventLoop
    private let promise: EventLoopPromise<Enrolled>
    private var machine: EnrolmentMachine
    private var key: DeviceKeyPlace?
    private var enrolled: Enrolled?

    init(
        _ enrolment: Enrolment, _ directory: StateDirectory, _ client: AgentClient, _ loop: any EventLoop,
        _ promise: EventLoopPromise<Enrolled>
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

    private func end(_ result: Result<Enrolled, any Error>) {
        client.shutDown()
        promise.completeWith(result)
    }

    private func feed(_ event: EnrolmentMachine.Event) throws {
        for action in machine.event(event, at: .current()) { try perform(action) }
    }

    private func perform(_ action: EnrolmentMachine.Action) throws {
        switch action {
        case .makeKey(let request): makeKey(for: request)
        case .send(let pending): try send(pending)
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
            if let enrolled { end(.success(enrolled)) }
        case .fail(.request(let failure)): end(.failure(AgentError(failure)))
        case .fail(.badIdentity(let reason)):
            end(.failure(AgentError(.failed, "the server's answer is not used: \(reason)")))
        case .fail(.stillWaiting(let pending)):
            end(
                .failure(
                    AgentError(
                        .awaiting, "nobody agreed to the enrolment \(pending.id) yet",
                        hint: "run the same command again before \(pending.expiresAt): it asks after the same enrolment"
                    )))
        }
    }

    private func makeKey(for request: RequestID) {
        blocking { [tpm = enrolment.tpm] () throws -> DeviceKeyPlace in
            guard case .use(let path) = tpm else { return .file(pem: DeviceKey().pem) }
            return .tpm(
                TPMKeyReference(
                    path: path, wrapped: try TPMDevice(path: path).makeDeviceKey().bytes,
                    salt: CredentialChallenge.random()))
        } done: { key in
            try self.directory.saveNextKey(key, for: self.purpose, request)
            self.key = key
            try self.feed(.keySaved(PendingKey(request: request, publicKey: try key.publicKeyDER())))
        }
    }

    /// Every attempt asks for a challenge of its own: a question is answered once.
    private func send(_ pending: PendingKey) throws {
        guard let key else { throw AgentError(.failed, "the fresh key is missing") }
        guard let tpm = key.tpm else { return enrol(pending, key) { nil } }
        let evidence = TPMEvidence(path: tpm.path, salt: tpm.salt, eventLogPath: enrolment.eventLogPath)
        blocking {
            try evidence.challengeRequest()
        } done: { request in
            self.client.enrolmentChallenge(request) { result in
                switch result {
                case .success(let response):
                    self.enrol(pending, key) {
                        try evidence.attestation(
                            answering: response, endorsementKey: request.endorsementKey, of: tpm.wrapped)
                    }
                // A server that knows nothing of TPMs wants nothing of this one.
                case .failure(.refused(status: 404, _, _)): self.enrol(pending, key) { nil }
                case .failure(let failure): self.attempt { try self.feed(.failed(failure)) }
                }
            }
        }
    }

    private func enrol(
        _ pending: PendingKey, _ key: DeviceKeyPlace,
        _ attestation: @escaping @Sendable () throws -> EnrolmentAttestation?
    ) {
        blocking { [enrolment] in
            EnrolmentRequest(
                protocolVersion: ProtocolVersion.current, requestID: pending.request, code: enrolment.code,
                certificateRequest: try key.certificateRequest(commonName: "gatehouse-device"),
                hardware: enrolment.hardware, deviceName: enrolment.deviceName, platform: .linux,
                operatingSystem: enrolment.operatingSystem, operatingSystemVersion: enrolment.operatingSystemVersion,
                attestation: try attestation(), tenant: enrolment.tenant)
        } done: { request in
            self.client.enrol(request) { result in
                self.attempt {
                    switch result {
                    case .success(.enrolled(let response)): try self.feed(.answered(response))
                    case .success(.pending(let pending)): try self.feed(.pending(pending))
                    case .failure(let failure): try self.feed(.failed(failure))
                    }
                }
            }
        }
    }

    /// Runs what may wait for a TPM on a thread of its own, and what follows back on the loop.
    private func blocking<Value: Sendable>(
        _ work: @escaping @Sendable () throws -> Value, done: @escaping (Value) throws -> Void
    ) {
        TPMThread.run(loop, work).assumeIsolated().whenComplete { result in
            self.attempt {
                do {
                    try done(try result.get())
                } catch let error as TPMDeviceError {
                    throw AgentError(tpm: error)
                }
            }
        }
    }

    private func save(_ response: EnrolmentResponse) throws {
        guard let key else { throw AgentError(.failed, "the fresh key is missing") }
        let identity = DeviceIdentity(
            tenant: response.tenant, device: response.device, server: enrolment.server,
            deviceChannel: response.deviceChannel, hardware: enrolment.hardware.digest,
            certificateChain: response.certificateChain, key: key)
        try directory.saveTrustRoots(response.trustRoots)
        try directory.forgetAcknowledgedState()
        if let owner = response.ownership { try directory.save(owner) }
        try directory.save(identity)
        enrolled = Enrolled(identity: identity, name: response.deviceName, note: response.attestationNote)
        try feed(.identitySaved)
    }
}
