import GatehouseAgent
import GatehouseAgentCore
import GatehouseModel
import GatehouseWire
import NIOCore

/// Drives the work machine: asks for work, has it carried out, and sends what came of it.
extension AgentSession {
    func feed(_ event: WorkMachine.Event) {
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
            return discoverAll { self.requests.collectEverything(for: order.action) }
        }
        let action = order.action
        // The server refuses these on personal devices; a device does not take its word for that.
        if ownership != .company, let kind = ActionKind(rawValue: order.kind), kind.isRefusedOnPersonalDevices {
            return finished(
                action, ActionOutcome(.failed, "`\(order.kind)` is not done on a device that is a person's own"))
        }
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

    private func restartFailed(_ reason: String) {
        guard let action = restarting else { return }
        finished(action, ActionOutcome(.failed, "cannot restart: \(reason)"))
    }
}
