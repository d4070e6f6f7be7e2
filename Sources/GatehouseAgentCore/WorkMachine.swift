public import GatehouseModel
public import GatehouseWire

/// Takes work from a held request, hands every action out once, and reports its result until the server has it.
public struct WorkMachine: Sendable {
    /// The wakes of the machine; each is replaced by the next of its kind.
    public enum Timer: Hashable, Sendable {
        case poll
        case report
    }

    /// What the machine is told.
    public enum Event: Sendable {
        case start
        case polled(WorkResponse)
        /// The hold ended and there is nothing new.
        case pollEnded
        case pollFailed(RequestFailure)
        /// An action that was handed out came to its end.
        case finished(ActionID, ActionReport.State, detail: String)
        case reported
        case reportFailed(RequestFailure)
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
        /// Answered by ``Event/finished(_:_:detail:)``.
        case run(WorkItem)
        case report(ActionReport)
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

    private let kinds: Set<String>
    private var desired = ""
    private var pollBegan: Instant?
    private var pollBackoff = Backoff()
    private var isPollWaiting = false
    private var hasPollFailed = false
    private var handled: [ActionID] = []
    private var outbox: [ActionReport] = []
    private var isReporting = false
    private var isReportWaiting = false
    private var reportBackoff = Backoff()
    private var isStopped = false

    /// - Parameter kinds: what this agent can run; all else is answered `notSupported`.
    public init(kinds: Set<String> = ["sync"]) { self.kinds = kinds }

    /// Takes one event and answers what is to be done; nothing once it has stopped.
    public mutating func event(_ event: Event, at moment: Moment) -> [Action] {
        guard !isStopped else { return [] }
        switch event {
        case .start: return poll(moment)
        case .polled(let response): return polled(response, moment)
        case .pollEnded: return pollEnded(moment)
        case .pollFailed(let failure): return pollFailed(failure, moment)
        case .finished(let action, let state, let detail):
            enqueue(action, state, detail, moment)
            return report()
        case .reported: return reported()
        case .reportFailed(let failure): return reportFailed(failure, moment)
        case .timerFired(.poll):
            isPollWaiting = false
            return poll(moment)
        case .timerFired(.report):
            isReportWaiting = false
            return report()
        case .reconnected: return hurry(moment)
        case .announced(let announced): return announced == desired ? [] : hurry(moment)
        }
    }
}

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
        if case .identityRefused(let refusal) = failure { return stop(refusal) }
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
        if isReportWaiting {
            isReportWaiting = false
            actions += [.cancelWake(.report)] + report()
        }
        return actions
    }

    private mutating func stop(_ refusal: IdentityRefusal) -> [Action] {
        isStopped = true
        return [.cancelWake(.poll), .cancelWake(.report), .stop(refusal)]
    }
}

extension WorkMachine {
    private mutating func take(_ item: WorkItem, _ moment: Moment) -> [Action] {
        guard !handled.contains(item.action) else { return [] }
        handled.append(item.action)
        if handled.count > Self.remembered { handled.removeFirst() }
        guard item.expiresAt > moment.now else {
            enqueue(item.action, .failed, "expired at \(item.expiresAt), before it was run at \(moment.now)", moment)
            return report()
        }
        guard kinds.contains(item.kind) else {
            enqueue(item.action, .notSupported, "this agent does not know `\(item.kind.prefix(64))`", moment)
            return report()
        }
        return [.run(item)]
    }

    private mutating func enqueue(
        _ action: ActionID, _ state: ActionReport.State, _ detail: String, _ moment: Moment
    ) {
        // Several results can come of one step; each needs an identifier of its own.
        let request = RequestID(high: moment.freshID.high ^ action.high, low: moment.freshID.low ^ action.low)
        outbox.append(ActionReport(requestID: request, action: action, state: state, detail: detail))
    }

    private mutating func report() -> [Action] {
        guard !isReporting, !isReportWaiting, let next = outbox.first else { return [] }
        isReporting = true
        return [.report(next)]
    }

    private mutating func reported() -> [Action] {
        guard isReporting else { return [] }
        isReporting = false
        reportBackoff.reset()
        outbox.removeFirst()
        return report()
    }

    private mutating func reportFailed(_ failure: RequestFailure, _ moment: Moment) -> [Action] {
        guard isReporting else { return [] }
        isReporting = false
        switch failure {
        case .identityRefused(let refusal): return stop(refusal)
        case .refused:
            // The server will not take this result, now or later: the action ended there by itself.
            outbox.removeFirst()
            return report()
        case .unreachable, .overloaded, .failed:
            isReportWaiting = true
            return [.wake(.report, after: reportBackoff.next(random: moment.random, asked: failure.askedWait))]
        }
    }
}
