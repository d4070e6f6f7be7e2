public import GatehouseModel
public import GatehouseWire

/// Takes work from a held request, has every action carried out once, and tells the server until the server has it.
///
/// An action is run only after the server has answered its acceptance, and after the journal says so durably. What an
/// interruption left is begun again if that does no harm, and reported as failed if it might.
public struct WorkMachine: Sendable {
    /// The wakes of the machine; each is replaced by the next of its kind.
    public enum Timer: Hashable, Sendable {
        case poll
        case report
    }

    /// What the machine is told.
    public enum Event: Sendable {
        /// What an earlier run left, and the identity of the machine's run now.
        case start(ActionJournal, boot: String)
        case polled(WorkResponse)
        /// The hold ended and there is nothing new.
        case pollEnded
        case pollFailed(RequestFailure)
        /// An acceptance was answered.
        case accepted(ActionOrder)
        /// An action that is being carried out got further.
        case progressed(ActionID, percent: Int64?, text: String)
        /// An action that was handed out came to its end.
        case finished(ActionID, ActionOutcome)
        /// A file or a report arrived.
        case sent
        case sendFailed(RequestFailure)
        case timerFired(Timer)
        /// Another connection reached the server after failures.
        case reconnected
        /// A check-in was answered with this stand-in for the waiting work.
        case announced(desired: String)
    }

    /// What the driver must do, in the order given.
    public enum Action: Hashable, Sendable {
        /// Ask, and be held, until there is other work than `desired` stands for.
        case poll(desired: String)
        /// Write it durably; when that fails, what follows for a ``run(_:)`` must not happen.
        case save(ActionJournal)
        /// Answered by ``Event/finished(_:_:)``.
        case run(ActionOrder)
        case send(ActionMessage)
        case afterwards(ActionOutcome.Afterwards)
        case wake(Timer, after: Duration)
        case cancelWake(Timer)
        /// Reaching the server worked again after failures.
        case announceReconnected
        case stop(IdentityRefusal)
    }

    /// An answer that comes sooner than this and brings nothing is treated as a failure: nothing polls on a short
    /// timer, whatever the server does.
    private static let leastHold = Duration.seconds(2)
    private static let remembered = 512

    private let kinds: Set<ActionKind>
    private var desired = ""
    private var pollBegan: Instant?
    private var pollBackoff = Backoff()
    private var isPollWaiting = false
    private var hasPollFailed = false
    private var handled: [ActionID] = []
    private var isStopped = false

    private var boot = ""
    private var journal = ActionJournal()
    private var outbox: [ActionMessage] = []
    private var afterwards: [ActionID: ActionOutcome.Afterwards] = [:]
    private var isSending = false
    private var isSendWaiting = false
    private var sendBackoff = Backoff()
    /// Long actions that are not accepted yet, so that they can still be cancelled.
    private var waiting: [WorkItem] = []
    private var longOne: ActionID?

    /// - Parameter kinds: what this agent can run; all else is answered `notSupported`.
    public init(kinds: Set<ActionKind> = Set(ActionKind.allCases)) { self.kinds = kinds }

    /// Takes one event and answers what is to be done; nothing once it has stopped.
    public mutating func event(_ event: Event, at moment: Moment) -> [Action] {
        guard !isStopped else { return [] }
        switch event {
        case .start(let journal, let boot): return start(journal, boot, moment)
        case .polled(let response): return polled(response, moment)
        case .pollEnded: return pollEnded(moment)
        case .pollFailed(let failure): return pollFailed(failure, moment)
        case .accepted(let order): return accepted(order, moment)
        case .progressed(let action, let percent, let text): return progressed(action, percent, text, moment)
        case .finished(let action, let outcome): return finished(action, outcome, moment)
        case .sent: return sent(moment)
        case .sendFailed(let failure): return sendFailed(failure, moment)
        case .timerFired(.poll):
            isPollWaiting = false
            return poll(moment)
        case .timerFired(.report):
            isSendWaiting = false
            return send()
        case .reconnected: return hurry(moment)
        case .announced(let announced): return announced == desired ? [] : hurry(moment)
        }
    }
}

// Asking for work.
extension WorkMachine {
    private mutating func poll(_ moment: Moment) -> [Action] {
        guard pollBegan == nil, !isPollWaiting else { return [] }
        pollBegan = moment.now
        // After a failure the first request is one that is answered at once: being held tells nobody that the server
        // is back.
        return [.poll(desired: hasPollFailed ? "" : desired)]
    }

    private mutating func polled(_ response: WorkResponse, _ moment: Moment) -> [Action] {
        guard pollBegan != nil else { return [] }
        guard response.desired != desired || hasPollFailed else { return pollEnded(moment) }
        pollBegan = nil
        desired = response.desired
        // What was withdrawn while it waited here is not asked for any more.
        waiting.removeAll { item in !response.items.contains { $0.action == item.action } }
        return pollWorked() + response.items.flatMap { take($0, moment) } + poll(moment)
    }

    private mutating func pollEnded(_ moment: Moment) -> [Action] {
        guard let began = pollBegan else { return [] }
        pollBegan = nil
        // A clock that was set back makes the hold look short; one needless wait is the whole harm.
        if moment.now - began < Self.leastHold { return wait(moment, asked: nil) }
        return pollWorked() + poll(moment)
    }

    private mutating func pollWorked() -> [Action] {
        pollBackoff.reset()
        defer { hasPollFailed = false }
        return hasPollFailed ? [.announceReconnected] : []
    }

    private mutating func pollFailed(_ failure: RequestFailure, _ moment: Moment) -> [Action] {
        guard pollBegan != nil else { return [] }
        pollBegan = nil
        if case .identityRefused(let refusal) = failure { return refused(refusal) }
        hasPollFailed = true
        return wait(moment, asked: failure.askedWait)
    }

    private mutating func wait(_ moment: Moment, asked: Duration?) -> [Action] {
        isPollWaiting = true
        return [.wake(.poll, after: pollBackoff.next(random: moment.random, asked: asked))]
    }

    private mutating func hurry(_ moment: Moment) -> [Action] {
        var actions = [Action]()
        if isPollWaiting {
            isPollWaiting = false
            actions += [.cancelWake(.poll)] + poll(moment)
        }
        if isSendWaiting {
            isSendWaiting = false
            actions += [.cancelWake(.report)] + send()
        }
        return actions
    }

    /// The server no longer knows this device; if it was to leave, that is the answer to its last report.
    private mutating func refused(_ refusal: IdentityRefusal) -> [Action] {
        isStopped = true
        let isLeaving = journal.entries.contains { $0.leaves && $0.report?.state == .done }
        return [.cancelWake(.poll), .cancelWake(.report), isLeaving ? .afterwards(.leave) : .stop(refusal)]
    }
}

// Carrying actions out.
extension WorkMachine {
    private mutating func start(_ left: ActionJournal, _ boot: String, _ moment: Moment) -> [Action] {
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

    private mutating func take(_ item: WorkItem, _ moment: Moment) -> [Action] {
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

    private mutating func accepted(_ order: ActionOrder, _ moment: Moment) -> [Action] {
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

    private mutating func progressed(
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

    private mutating func finished(_ action: ActionID, _ outcome: ActionOutcome, _ moment: Moment) -> [Action] {
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

// Telling the server.
extension WorkMachine {
    private mutating func send() -> [Action] {
        guard !isSending, !isSendWaiting, let next = outbox.first else { return [] }
        isSending = true
        return [.send(next)]
    }

    private mutating func sent(_ moment: Moment) -> [Action] {
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

    private mutating func sendFailed(_ failure: RequestFailure, _ moment: Moment) -> [Action] {
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
