import GatehouseAgent
import GatehouseAgentCore
import GatehouseKeys
import GatehouseModel
import GatehouseWire
import NIOCore
import NIOSSL

/// Drives the state machines of a running agent on one event loop; does what they decide and tells them what came.
final class AgentSession {
    private enum Timer: Hashable {
        case checkIn
        case poll
        case report
        case renewal
    }

    private let loop: any EventLoop
    private let directory: StateDirectory
    private let requests: CollectionRequests
    private let actions: ActionRunner
    private let log = AgentLog()
    private let trustRoots: String
    let exchange: AgentClient
    private let poll: AgentClient
    private var identity: DeviceIdentity
    private var checkIn: CheckInMachine
    private var work = WorkMachine()
    private var renewal: RenewalMachine
    private var nextKey: DeviceKey?
    private var timers: [Timer: Scheduled<Void>] = [:]
    /// Syncs whose facts were collected and are on their way.
    private var syncs: [ActionID] = []
    /// Files that are sent before their actions end.
    private var artefacts: [ActionID: ActionArtefact] = [:]
    /// The one that brings about a restart, in case that fails.
    private var restarting: ActionID?
    private var lastTrouble: String?
    private var notedContact = Instant.distantPast
    private var isStopped = false

    /// Refuses an identity that cannot be used; connects to nothing yet.
    init(
        identity: DeviceIdentity, hardware: String, directory: StateDirectory, requests: CollectionRequests,
        actions: ActionRunner, on loop: any EventLoop
    ) throws {
        guard let address = ServerAddress(identity.deviceChannel) else {
            throw AgentError(
                .failed, "the device channel `\(identity.deviceChannel)` is no https address", hint: "enrol again")
        }
        self.loop = loop
        self.directory = directory
        self.requests = requests
        self.actions = actions
        self.identity = identity
        trustRoots = try directory.trustRoots()
        let tls = try TLSIdentity(
            trustRoots: trustRoots, client: (identity.certificateChain, identity.key)
        ).context()
        exchange = AgentClient(address, tls: tls, on: loop)
        // Between two polls hardly any time passes: the connection is there for good.
        poll = AgentClient(address, tls: tls, on: loop, idleLimit: .seconds(60))
        checkIn = CheckInMachine(
            hardware: hardware, acknowledged: directory.acknowledgedState(), sequence: try directory.sequence())
        renewal = RenewalMachine(certificate: try identity.certificate())
    }

    func start() {
        do {
            try directory.repairCopies(of: identity)
            let left = try directory.nextKey(for: .renewal)
            nextKey = left?.key
            feed(RenewalMachine.Event.start(left?.pending))
        } catch {
            log.write(error.message)
            feed(RenewalMachine.Event.start(nil))
        }
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
        feed(CheckInMachine.Event.observed(facts, isComplete: isComplete))
        if isHeartbeat || !syncs.isEmpty { feed(CheckInMachine.Event.heartbeatDue) }
    }

    func stop() {
        isStopped = true
        for timer in timers.values { timer.cancel() }
        timers = [:]
        exchange.shutDown()
        poll.shutDown()
    }

    private func stop(_ refusal: IdentityRefusal) {
        stop()
        requests.stop(.identityRefused(refusal))
    }

    private func wake(_ timer: Timer, after wait: Duration, _ body: @escaping () -> Void) {
        timers[timer]?.cancel()
        timers[timer] = loop.assumeIsolated().scheduleTask(in: TimeAmount(wait)) { body() }
    }

    private func cancel(_ timer: Timer) { timers.removeValue(forKey: timer)?.cancel() }

    /// One line when trouble begins, changes or ends, not one an attempt.
    private func note(_ failure: RequestFailure?) {
        guard !isStopped else { return }
        let trouble = failure.map { "\($0)" }
        guard trouble != lastTrouble else { return }
        log.write(trouble ?? "the server can be reached again")
        lastTrouble = trouble
    }
}

extension AgentSession {
    private func feed(_ event: CheckInMachine.Event) {
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
        case .send(let request):
            exchange.checkIn(request) { self.checkedIn($0) }
        case .collect: requests.collectEverything()
        case .saveSequence(let sequence): try directory.saveSequence(sequence)
        case .save(let state):
            do { try directory.save(state) } catch { log.write(error.message) }
        case .wake(let wait): wake(.checkIn, after: wait) { self.feed(CheckInMachine.Event.timerFired) }
        case .cancelWake: cancel(.checkIn)
        case .announce(let desired): feed(WorkMachine.Event.announced(desired: desired))
        case .logRejected(let facts):
            for fact in facts { log.write("the server does not take the fact `\(fact.key)`: \(fact.reason)") }
        case .stop(let refusal): stop(refusal)
        }
    }

    private func checkedIn(_ result: Result<CheckInResponse, RequestFailure>) {
        switch result {
        case .success(let response):
            let wasTroubled = lastTrouble != nil
            note(nil)
            noteContact()
            feed(CheckInMachine.Event.answered(response))
            if wasTroubled {
                feed(WorkMachine.Event.reconnected)
                feed(RenewalMachine.Event.reconnected)
            }
        case .failure(let failure):
            note(failure)
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
    private func feed(_ event: WorkMachine.Event) {
        guard !isStopped else { return }
        var isSaved = true
        for action in work.event(event, at: .current()) where !isStopped {
            switch action {
            case .save(let journal):
                do {
                    try directory.save(journal)
                } catch {
                    log.write(error.message)
                    isSaved = false
                }
            case .run(let order) where !isSaved:
                finished(order.action, ActionOutcome(.failed, "the device cannot remember that it began this"))
            default: perform(action)
            }
        }
    }

    private func perform(_ action: WorkMachine.Action) {
        switch action {
        case .poll(let desired):
            poll.work(desired: desired) { self.polled($0) }
        case .save: break
        case .run(let order): run(order)
        case .send(let message): send(message)
        case .afterwards(let what): afterwards(what)
        case .wake(let timer, let wait):
            wake(timer == .poll ? .poll : .report, after: wait) { self.feed(WorkMachine.Event.timerFired(timer)) }
        case .cancelWake(let timer): cancel(timer == .poll ? .poll : .report)
        case .announceReconnected:
            feed(CheckInMachine.Event.reconnected)
            feed(RenewalMachine.Event.reconnected)
        case .stop(let refusal): stop(refusal)
        }
    }

    private func polled(_ result: Result<WorkResponse?, RequestFailure>) {
        switch result {
        case .success(let response):
            note(nil)
            feed(response.map { WorkMachine.Event.polled($0) } ?? WorkMachine.Event.pollEnded)
        case .failure(let failure):
            note(failure)
            feed(WorkMachine.Event.pollFailed(failure))
        }
    }

    private func send(_ message: ActionMessage) {
        func sent(_ result: Result<Void, RequestFailure>) {
            switch result {
            case .success: feed(WorkMachine.Event.sent)
            case .failure(let failure): feed(WorkMachine.Event.sendFailed(failure))
            }
        }
        switch message {
        case .accept(let acceptance):
            exchange.accept(acceptance) { result in
                switch result {
                case .success(let order): self.feed(WorkMachine.Event.accepted(order))
                case .failure(let failure): self.feed(WorkMachine.Event.sendFailed(failure))
                }
            }
        case .upload(let action, let request):
            guard var artefact = artefacts[action] else { return sent(.success(())) }
            artefact.requestID = request
            exchange.upload(artefact) { result in
                if case .success = result { self.artefacts[action] = nil }
                sent(result)
            }
        case .report(let report): exchange.report(report) { sent($0) }
        }
    }

    private func run(_ order: ActionOrder) {
        log.write("action \(order.action): \(order.kind)")
        guard order.kind != ActionKind.sync.rawValue else {
            return requests.collectEverything(for: order.action)
        }
        let action = order.action
        let bound = NIOLoopBound(self, eventLoop: loop)
        let loop = loop
        if order.kind == ActionKind.reboot.rawValue { restarting = action }
        actions.run(
            order, as: identity, at: .now(),
            progress: { percent, text in
                loop.execute {
                    bound.value.feed(WorkMachine.Event.progressed(action, percent: percent, text: text))
                }
            },
            ended: { ended in loop.execute { bound.value.ended(action, ended) } })
    }

    private func ended(_ action: ActionID, _ ended: ActionRunner.Ended) {
        if let artefact = ended.artefact {
            artefacts[action] = ActionArtefact(
                requestID: .random(), action: action, name: artefact.name,
                content: Array(artefact.content.prefix(ActionArtefact.largest)))
        }
        finished(action, ended.outcome)
    }

    private func finished(_ action: ActionID, _ outcome: ActionOutcome) {
        log.write("action \(action): \(outcome.state.rawValue), \(outcome.detail)")
        feed(WorkMachine.Event.finished(action, outcome))
    }

    private func afterwards(_ what: ActionOutcome.Afterwards) {
        let machine = actions.machine
        let bound = NIOLoopBound(self, eventLoop: loop)
        let loop = loop
        switch what {
        case .leave:
            stop()
            requests.stop(.left)
        case .powerOff:
            _ = DetachedThread.start {
                if let reason = PowerSwitch.powerOff(machine) { AgentLog().write("cannot turn off: \(reason)") }
            }
        case .restart:
            _ = DetachedThread.start {
                guard let reason = PowerSwitch.restart(machine) else { return }
                loop.execute { bound.value.restartFailed(reason) }
            }
        }
    }

    fileprivate func restartFailed(_ reason: String) {
        guard let action = restarting else { return }
        finished(action, ActionOutcome(.failed, "cannot restart: \(reason)"))
    }
}

extension AgentSession {
    private func feed(_ event: RenewalMachine.Event) {
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

    private func makeKey(for request: RequestID) {
        let key = DeviceKey()
        do {
            try directory.saveNextKey(key, for: .renewal, request)
        } catch {
            log.write(error.message)
            return feed(RenewalMachine.Event.keyNotSaved)
        }
        nextKey = key
        feed(RenewalMachine.Event.keySaved(PendingKey(request: request, publicKey: key.publicKeyDER)))
    }

    private func renew(_ pending: PendingKey) {
        guard let nextKey, let der = try? makeCertificateRequest(key: nextKey, commonName: identity.device.description)
        else { return feed(RenewalMachine.Event.failed(.unreachable("the fresh key cannot be used"))) }
        exchange.renew(RenewalRequest(requestID: pending.request, certificateRequest: der)) { result in
            switch result {
            case .success(let response): self.feed(RenewalMachine.Event.answered(response))
            case .failure(let failure):
                self.log.write("the certificate is not renewed yet: \(failure)")
                self.feed(RenewalMachine.Event.failed(failure))
            }
        }
    }

    private func switchIdentity(_ response: RenewalResponse) {
        var renewed = identity
        renewed.certificateChain = response.certificateChain
        renewed.key = nextKey?.pem ?? ""
        do {
            let certificate = try renewed.certificate()
            let tls = try TLSIdentity(
                trustRoots: trustRoots, client: (renewed.certificateChain, renewed.key)
            ).context()
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
