import GatehouseModel
import GatehouseWire

/// Asking for work: the held request.
extension WorkMachine {
    mutating func poll(_ moment: Moment) -> [Action] {
        guard pollBegan == nil, !isPollWaiting else { return [] }
        pollBegan = moment.now
        // After a failure the first request is one that is answered at once: being held tells nobody that the server
        // is back.
        return [.poll(desired: hasPollFailed ? "" : desired)]
    }

    mutating func polled(_ response: WorkResponse, _ moment: Moment) -> [Action] {
        guard pollBegan != nil else { return [] }
        guard response.desired != desired || hasPollFailed else { return pollEnded(moment) }
        pollBegan = nil
        desired = response.desired
        // What was withdrawn while it waited here is not asked for any more.
        waiting.removeAll { item in !response.items.contains { $0.action == item.action } }
        return pollWorked() + response.items.flatMap { take($0, moment) } + poll(moment)
    }

    mutating func pollEnded(_ moment: Moment) -> [Action] {
        guard let began = pollBegan else { return [] }
        pollBegan = nil
        // A clock that was set back makes the hold look short; one needless wait is the whole harm.
        if moment.now - began < Self.leastHold { return wait(moment, asked: nil) }
        return pollWorked() + poll(moment)
    }

    mutating func pollWorked() -> [Action] {
        pollBackoff.reset()
        defer { hasPollFailed = false }
        return hasPollFailed ? [.announceReconnected] : []
    }

    mutating func pollFailed(_ failure: RequestFailure, _ moment: Moment) -> [Action] {
        guard pollBegan != nil else { return [] }
        pollBegan = nil
        if case .identityRefused(let refusal) = failure { return refused(refusal) }
        hasPollFailed = true
        return wait(moment, asked: failure.askedWait)
    }

    mutating func wait(_ moment: Moment, asked: Duration?) -> [Action] {
        isPollWaiting = true
        isToldToWaitForPoll = asked != nil
        return [.wake(.poll, after: pollBackoff.next(random: moment.random, asked: asked))]
    }

    mutating func hurry(_ moment: Moment) -> [Action] {
        var actions = [Action]()
        if isPollWaiting, !isToldToWaitForPoll {
            isPollWaiting = false
            actions += [.cancelWake(.poll)] + poll(moment)
        }
        if isSendWaiting, !isToldToWaitForSend {
            isSendWaiting = false
            actions += [.cancelWake(.report)] + send()
        }
        return actions
    }

    /// The server no longer knows this device; if it was to leave, that is the answer to its last report.
    mutating func refused(_ refusal: IdentityRefusal) -> [Action] {
        isStopped = true
        let isLeaving = journal.entries.contains { $0.leaves && $0.report?.state == .done }
        return [.cancelWake(.poll), .cancelWake(.report), isLeaving ? .afterwards(.leave) : .stop(refusal)]
    }
}
