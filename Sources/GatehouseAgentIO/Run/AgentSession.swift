import GatehouseAgentCore
import GatehouseKeys
import GatehouseModel
import GatehouseTPM
import GatehouseWire
import NIOCore
import NIOSSL

/// Drives the state machines of a running agent on one event loop; does what they decide and tells them what came.
final class AgentSession {
    enum Timer: Hashable {
        case checkIn
        case poll
        case report
        case renewal
        case discovery
        /// Ends the wait of a sync for scripts.
        case patience
    }

    let loop: any EventLoop
    let directory: StateDirectory
    let requests: CollectionRequests
    let actions: ActionRunner
    let log = AgentLog()
    private var trustRoots: String
    let exchange: AgentClient
    let poll: AgentClient
    var identity: DeviceIdentity
    private var checkIn: CheckInMachine
    /// What the TPM signed and the server has not yet.
    var quote: QuoteAnswer?
    var isQuoting = false
    var work = WorkMachine()
    var discovery = DiscoveryMachine()
    /// What waits until every script has run.
    var settling: [() -> Void] = []
    private var renewal: RenewalMachine
    private var nextKey: DeviceKeyPlace?
    /// `nil` where browsers get no certificates.
    let browsers: BrowserKeeper?
    var isKeepingBrowsers = false
    /// Whether the server gives browsers certificates, as it said last.
    var givesBrowserCertificates: Bool?
    private var timers: [Timer: Scheduled<Void>] = [:]
    /// Syncs whose facts were collected and are on their way.
    private var syncs: [ActionID] = []
    /// Files that are sent before their actions end.
    var artefacts: [ActionID: ActionArtefact] = [:]
    /// The one that brings about a restart, in case that fails.
    var restarting: ActionID?
    private var lastTrouble: String?
    private var notedContact = Instant.distantPast
    var isStopped = false

    /// Refuses an identity that cannot be used; connects to nothing yet.
    init(
        identity: DeviceIdentity, hardware: String, directory: StateDirectory, requests: CollectionRequests,
        actions: ActionRunner, browsers: BrowserKeeper? = nil, on loop: any EventLoop
    ) throws {
        guard let address = ServerAddress(identity.deviceChannel) else {
            throw AgentError(
                .failed, "the device channel `\(identity.deviceChannel)` is no https address", hint: "enrol again")
        }
        self.loop = loop
        self.directory = directory
        self.requests = requests
        self.actions = actions
        self.browsers = browsers
        self.identity = identity
        trustRoots = try directory.trustRoots()
        let tls = try TLSIdentity(
            trustRoots: trustRoots, client: (identity.certificateChain, identity.key)
        ).context()
        exchange = AgentClient(address, tls: tls, on: loop)
        // Between two polls hardly any time passes: the connection is there for good.
        poll = AgentClient(address, tls: tls, on: loop, idleLimit: .seconds(60))
        checkIn = CheckInMachine(
            hardware: hardware, acknowledged: directory.acknowledgedState(), sequence: try directory.sequence(),
            ownership: directory.ownership())
        renewal = RenewalMachine(certificate: try identity.certificate())
    }

    func start() {
        startDiscovery()
        do {
            try directory.repairCopies(of: identity)
            let left = try directory.nextKey(for: .renewal)
            nextKey = left?.key
            feed(RenewalMachine.Event.start(left?.pending))
        } catch {
            log.write(error.message)
            feed(RenewalMachine.Event.start(nil))
        }
        askForChallenge()
        do {
            feed(WorkMachine.Event.start(try directory.actionJournal(), boot: BootIdentity.current()))
        } catch {
            // Without its journal it might repeat what must not be: it takes no work, and goes on reporting.
            log.write(error.message)
        }
    }

    /// Takes what was collected; `syncs` end when the server has it.
    func observed(_ facts: [Fact], isComplete: Bool, isHeartbeat: Bool, syncs: [ActionID]) {
        self.syncs += syncs
        let all = isComplete ? facts + discovery.facts : facts
        feed(CheckInMachine.Event.observed(all, isComplete: isComplete))
        if isHeartbeat || !syncs.isEmpty { feed(CheckInMachine.Event.heartbeatDue) }
    }

    /// Who owns the device, as far as the server said.
    var ownership: Ownership? { checkIn.ownership }

    func stop() {
        isStopped = true
        for timer in timers.values { timer.cancel() }
        timers = [:]
        exchange.shutDown()
        poll.shutDown()
    }

    func stop(_ refusal: IdentityRefusal) {
        stop()
        requests.stop(.identityRefused(refusal))
    }

    func wake(_ timer: Timer, after wait: Duration, _ body: @escaping () -> Void) {
        timers[timer]?.cancel()
        timers[timer] = loop.assumeIsolated().scheduleTask(in: TimeAmount(wait)) { body() }
    }

    func cancel(_ timer: Timer) { timers.removeValue(forKey: timer)?.cancel() }

    /// One line when trouble begins, changes or ends, not one an attempt.
    func note(_ failure: RequestFailure?) {
        guard !isStopped else { return }
        let trouble = failure.map { "\($0)" }
        guard trouble != lastTrouble else { return }
        log.write(trouble ?? "the server can be reached again")
        lastTrouble = trouble
    }
}

extension AgentSession {
    func feed(_ event: CheckInMachine.Event) {
        guard !isStopped else { return }
        for action in checkIn.event(event, at: .current()) where !isStopped {
            do {
                try perform(action)
            } catch {
                // What cannot be made durable must not be relied on: the request is not sent.
                log.write(error.message)
                return feed(CheckInMachine.Event.failed(.unreachable(error.message)))
            }
        }
        finishSyncs()
    }

    private func perform(_ action: CheckInMachine.Action) throws(AgentError) {
        switch action {
        case .send(var request):
            request.quote = quote
            exchange.checkIn(request) { [quote] in self.checkedIn($0, with: quote) }
        case .collect: requests.collectEverything()
        case .saveSequence(let sequence): try directory.saveSequence(sequence)
        case .save(let state):
            do { try directory.save(state) } catch { log.write(error.message) }
        case .saveOwnership(let owner):
            // What is not remembered reports least after the next start, which is safe.
            do { try directory.save(owner) } catch { log.write(error.message) }
            log.write("this device is \(owner.words); see `gatehouse-agent facts --explain-privacy`")
        case .wake(let wait): wake(.checkIn, after: wait) { self.feed(CheckInMachine.Event.timerFired) }
        case .cancelWake: cancel(.checkIn)
        case .announce(let desired): feed(WorkMachine.Event.announced(desired: desired))
        case .logRejected(let facts):
            for fact in facts { log.write("the server does not take the fact `\(fact.key)`: \(fact.reason)") }
        case .stop(let refusal): stop(refusal)
        }
    }

    private func checkedIn(_ result: Result<CheckInResponse, RequestFailure>, with sent: QuoteAnswer?) {
        switch result {
        case .success(let response):
            if quote == sent { quote = nil }
            let wasTroubled = lastTrouble != nil
            note(nil)
            noteContact()
            feed(CheckInMachine.Event.answered(response))
            answered(response)
            feed(DiscoveryMachine.Event.announced(response.scripts))
            givesBrowserCertificates = response.givesBrowserCertificates
            keepBrowsers()
            if wasTroubled {
                feed(WorkMachine.Event.reconnected)
                feed(RenewalMachine.Event.reconnected)
            }
            // One that was made while this was under way does not wait for the next report.
            if quote != nil { feed(CheckInMachine.Event.heartbeatDue) }
        case .failure(let failure):
            note(failure)
            if case .refused = failure { quote = nil }
            feed(CheckInMachine.Event.failed(failure))
        }
    }

    /// For `doctor`, and for whoever waits to see whether a new version works; once a minute is enough.
    private func noteContact() {
        let now = Instant.now()
        guard now - notedContact >= .seconds(60) || now < notedContact else { return }
        notedContact = now
        try? directory.saveContact(at: now)
    }

    private func finishSyncs() {
        guard checkIn.isInStep, !syncs.isEmpty else { return }
        let done = syncs
        syncs = []
        for action in done {
            feed(WorkMachine.Event.finished(action, ActionOutcome(.done, "everything was collected")))
        }
    }
}

extension AgentSession {
    func feed(_ event: RenewalMachine.Event) {
        guard !isStopped else { return }
        for action in renewal.event(event, at: .current()) where !isStopped { perform(action) }
    }

    private func perform(_ action: RenewalMachine.Action) {
        switch action {
        case .wake(let wait): wake(.renewal, after: wait) { self.feed(RenewalMachine.Event.timerFired) }
        case .cancelWake: cancel(.renewal)
        case .makeKey(let request): makeKey(for: request)
        case .discardKey:
            nextKey = nil
            do { try directory.removeNextKey() } catch { log.write(error.message) }
        case .send(let pending): renew(pending)
        case .switchIdentity(let response): switchIdentity(response)
        case .stop(let refusal): stop(refusal)
        }
    }

    /// The fresh key is where the one in use is.
    private func makeKey(for request: RequestID) {
        guard let tpm = identity.key.tpm else { return keep(.file(pem: DeviceKey().pem), for: request) }
        offLoop {
            let wrapped = try TPMDevice(path: tpm.path).makeDeviceKey().bytes
            return TPMKeyReference(path: tpm.path, wrapped: wrapped, salt: tpm.salt)
        } done: { result in
            switch result {
            case .success(let key): self.keep(.tpm(key), for: request)
            case .failure(let error):
                self.log.write(AgentError(tpm: error).message)
                self.feed(RenewalMachine.Event.keyNotSaved)
            }
        }
    }

    private func keep(_ key: DeviceKeyPlace, for request: RequestID) {
        do {
            try directory.saveNextKey(key, for: .renewal, request)
            nextKey = key
            let pending = PendingKey(request: request, publicKey: try key.publicKeyDER())
            feed(RenewalMachine.Event.keySaved(pending))
        } catch {
            log.write((error as? AgentError)?.message ?? "\(error)")
            feed(RenewalMachine.Event.keyNotSaved)
        }
    }

    private func renew(_ pending: PendingKey) {
        guard let nextKey else { return feed(RenewalMachine.Event.failed(.unreachable("the fresh key is missing"))) }
        renewalRequest(for: nextKey, pending.request) { result in
            switch result {
            case .success(let request): self.exchange.renew(request) { self.renewed($0) }
            case .failure(let failure): self.renewed(.failure(failure))
            }
        }
    }

    private func renewed(_ result: Result<RenewalResponse, RequestFailure>) {
        switch result {
        case .success(let response): feed(RenewalMachine.Event.answered(response))
        case .failure(let failure):
            log.write("the certificate is not renewed yet: \(failure)")
            feed(RenewalMachine.Event.failed(failure))
        }
    }

    private func switchIdentity(_ response: RenewalResponse) {
        var renewed = identity
        renewed.certificateChain = response.certificateChain
        do {
            guard let nextKey else { throw AgentError(.failed, "the fresh key is missing") }
            renewed.key = nextKey
            let certificate = try renewed.certificate()
            // A root that takes over is told of before it signs anything.
            let roots = response.trustRoots ?? trustRoots
            let tls = try TLSIdentity(trustRoots: roots, client: (renewed.certificateChain, renewed.key)).context()
            if roots != trustRoots { try directory.saveTrustRoots(roots) }
            trustRoots = roots
            try directory.save(renewed)
            identity = renewed
            exchange.use(tls)
            poll.use(tls)
            log.write("the certificate was renewed, until \(certificate.notAfter)")
            feed(RenewalMachine.Event.switched(certificate))
        } catch {
            log.write("the renewed identity cannot be used: \((error as? AgentError)?.message ?? "\(error)")")
            feed(RenewalMachine.Event.failed(.unreachable("the renewed identity cannot be saved")))
        }
    }
}
