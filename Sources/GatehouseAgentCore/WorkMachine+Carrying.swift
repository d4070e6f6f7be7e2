import GatehouseModel
import GatehouseWire

/// Carrying actions out.
extension WorkMachine {
    mutating func start(_ left: ActionJournal, _ boot: String, _ moment: Moment) -> [Action] {
        self.boot = boot
        journal = left
        for entry in left.entries {
            if let report = entry.report {
                handled.append(entry.action)
                outbox.append(.report(report))
                if entry.leaves { afterwards[entry.action] = .leave }
            } else if entry.kind.isRepeatable {
                // The server lists it still: it is accepted anew, with what it needs.
                journal[entry.action] = nil
            } else {
                handled.append(entry.action)
                end(entry.action, Self.interrupted(entry, boot), moment)
            }
        }
        return (journal == left ? [] : [.save(journal)]) + poll(moment) + send()
    }

    private static func interrupted(_ entry: ActionJournal.Entry, _ boot: String) -> ActionOutcome {
        switch entry.kind {
        case .reboot where entry.boot != boot: ActionOutcome(.done, "the machine has restarted")
        case .reboot: ActionOutcome(.failed, "the agent was started anew, and the machine was not")
        default: ActionOutcome(.failed, "the agent ended while it was carried out")
        }
    }

    mutating func take(_ item: WorkItem, _ moment: Moment) -> [Action] {
        guard !handled.contains(item.action) else { return [] }
        guard let kind = ActionKind(rawValue: item.kind), kinds.contains(kind) else {
            remember(item.action)
            let words = "this agent does not know `\(item.kind.prefix(64))`"
            outbox.append(.report(report(item.action, ActionOutcome(.notSupported, words), moment)))
            return send()
        }
        if kind.mayTakeLong, longOne != nil {
            if !waiting.contains(item) { waiting.append(item) }
            return []
        }
        remember(item.action)
        if kind.mayTakeLong { longOne = item.action }
        outbox.append(.accept(ActionAcceptance(requestID: request(for: item.action, moment), action: item.action)))
        return send()
    }

    private mutating func remember(_ action: ActionID) {
        handled.append(action)
        if handled.count > Self.remembered { handled.removeFirst() }
    }

    mutating func accepted(_ order: ActionOrder, _ moment: Moment) -> [Action] {
        guard isSending, case .accept(let acceptance)? = outbox.first, acceptance.action == order.action else {
            return []
        }
        isSending = false
        sendBackoff.reset()
        outbox.removeFirst()
        guard let kind = ActionKind(rawValue: order.kind) else {
            outbox.append(.report(report(order.action, ActionOutcome(.notSupported, "another kind"), moment)))
            return send()
        }
        journal[order.action] = ActionJournal.Entry(action: order.action, kind: kind, boot: boot)
        return [.save(journal), .run(order)] + send()
    }

    mutating func progressed(
        _ action: ActionID, _ percent: Int64?, _ text: String, _ moment: Moment
    ) -> [Action] {
        guard let entry = journal[action], entry.report == nil else { return [] }
        var report = report(action, ActionOutcome(.active, text), moment)
        report.percent = percent
        // Only the newest that is not on its way already is worth telling.
        let unsent = outbox.indices.dropFirst(isSending ? 1 : 0).first { index in
            if case .report(let other) = outbox[index] { other.action == action } else { false }
        }
        if let unsent { outbox[unsent] = .report(report) } else { outbox.append(.report(report)) }
        return send()
    }

    mutating func finished(_ action: ActionID, _ outcome: ActionOutcome, _ moment: Moment) -> [Action] {
        guard let entry = journal[action], entry.report == nil else { return [] }
        if outcome.hasArtefact { outbox.append(.upload(action, request(for: action, moment))) }
        end(action, outcome, moment)
        var next = [Action]()
        if longOne == action {
            longOne = nil
            if !waiting.isEmpty { next = take(waiting.removeFirst(), moment) }
        }
        return [.save(journal)] + next + send()
    }

    /// Writes the end to the journal, but for an end that is yet to come, and has it sent.
    private mutating func end(_ action: ActionID, _ outcome: ActionOutcome, _ moment: Moment) {
        let report = report(action, outcome, moment)
        outbox.append(.report(report))
        afterwards[action] = outcome.afterwards
        guard outcome.state != .active else { return }
        journal[action]?.report = report
        journal[action]?.leaves = outcome.afterwards == .leave
    }

    private func report(_ action: ActionID, _ outcome: ActionOutcome, _ moment: Moment) -> ActionReport {
        ActionReport(
            requestID: request(for: action, moment), action: action, state: outcome.state, detail: outcome.detail,
            result: outcome.result)
    }

    /// Several messages can come of one step; each needs an identifier of its own.
    private func request(for action: ActionID, _ moment: Moment) -> RequestID {
        RequestID(high: moment.freshID.high ^ action.high, low: moment.freshID.low ^ action.low)
    }
}

/// Telling the server.
extension WorkMachine {
    mutating func send() -> [Action] {
        guard !isSending, !isSendWaiting, let next = outbox.first else { return [] }
        isSending = true
        return [.send(next)]
    }

    mutating func sent(_ moment: Moment) -> [Action] {
        guard isSending else { return [] }
        isSending = false
        sendBackoff.reset()
        return delivered(outbox.removeFirst()) + send()
    }

    /// The server has the message, or will never take it.
    private mutating func delivered(_ message: ActionMessage) -> [Action] {
        guard case .report(let report) = message else { return [] }
        var actions = [Action]()
        if report.state != .active, journal[report.action] != nil {
            let entry = journal[report.action]
            // A device that leaves keeps the entry: a crash before the end of leaving is made good by it.
            if entry?.leaves != true {
                journal[report.action] = nil
                actions.append(.save(journal))
            }
        }
        if !outbox.contains(where: { $0.action == report.action }),
            let afterwards = afterwards.removeValue(forKey: report.action)
        {
            if afterwards == .leave { isStopped = true }
            actions.append(.afterwards(afterwards))
        }
        return actions
    }

    mutating func sendFailed(_ failure: RequestFailure, _ moment: Moment) -> [Action] {
        guard isSending else { return [] }
        isSending = false
        switch failure {
        case .identityRefused(let refusal): return refused(refusal)
        case .refused:
            // The server will not take this, now or later: the action ended there by itself.
            let message = outbox.removeFirst()
            if case .accept(let acceptance) = message { return dropped(acceptance.action, moment) + send() }
            if afterwards[message.action] != .leave { afterwards[message.action] = nil }
            return delivered(message) + send()
        case .unreachable, .overloaded, .failed:
            isSendWaiting = true
            isToldToWaitForSend = failure.askedWait != nil
            return [.wake(.report, after: sendBackoff.next(random: moment.random, asked: failure.askedWait))]
        }
    }

    /// An action that the server no longer gives out makes room for the next long one.
    private mutating func dropped(_ action: ActionID, _ moment: Moment) -> [Action] {
        guard longOne == action else { return [] }
        longOne = nil
        return waiting.isEmpty ? [] : take(waiting.removeFirst(), moment)
    }
}
