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
    static let leastHold = Duration.seconds(2)
    static let remembered = 512

    let kinds: Set<ActionKind>
    var desired = ""
    var pollBegan: Instant?
    var pollBackoff = Backoff()
    var isPollWaiting = false
    /// The server said how long: that it can be reached again is no news.
    var isToldToWaitForPoll = false
    var hasPollFailed = false
    var handled: [ActionID] = []
    var isStopped = false

    var boot = ""
    var journal = ActionJournal()
    var outbox: [ActionMessage] = []
    var afterwards: [ActionID: ActionOutcome.Afterwards] = [:]
    var isSending = false
    var isSendWaiting = false
    var isToldToWaitForSend = false
    var sendBackoff = Backoff()
    /// Long actions that are not accepted yet, so that they can still be cancelled.
    var waiting: [WorkItem] = []
    var longOne: ActionID?

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
