import GatehouseKeys
public import GatehouseModel
public import GatehouseWire

/// Keeps the server's picture of this device true: sends what changed, one request at a time, newest state first.
///
/// Bodies of facts are held only until the server has them; their digests are kept always.
public struct CheckInMachine: Sendable {
    /// What the machine is told.
    public enum Event: Sendable {
        /// Facts were collected; when `isComplete`, keys that are not among them are gone.
        case observed([Fact], isComplete: Bool)
        /// It is time to be heard of, whether anything changed or not.
        case heartbeatDue
        case answered(CheckInResponse)
        case failed(RequestFailure)
        case timerFired
        /// Another connection reached the server after failures.
        case reconnected
    }

    /// What the driver must do, in the order given.
    public enum Action: Hashable, Sendable {
        case send(CheckInRequest)
        /// Everything must be collected; answered by a complete ``Event/observed(_:isComplete:)``.
        case collect
        /// Make durable before anything else is done.
        case saveSequence(Int64)
        case save(AcknowledgedState)
        /// Who owns the device, as the server says; what is reported follows it from now on.
        case saveOwnership(Ownership)
        /// Replaces an earlier wake.
        case wake(after: Duration)
        case cancelWake
        /// What the server says stands for the waiting work.
        case announce(desired: String)
        case logRejected([CheckInResponse.RejectedFact])
        case stop(IdentityRefusal)
    }

    private struct Attempt {
        var request: CheckInRequest
        var facts: AcknowledgedState
        var isUnderWay: Bool
    }

    private let hardware: String
    /// Who owns the device; `nil` is not known, and reports least.
    public private(set) var ownership: Ownership?
    private var acknowledged: AcknowledgedState
    private var current: AcknowledgedState
    private var sequence: Int64
    /// INVARIANT (bodies): holds the fact of every key whose current digest is neither the acknowledged one nor the one
    /// under way.
    private var bodies: [FactKey: Fact] = [:]
    private var attempt: Attempt?
    private var backoff = Backoff()
    private var isWaiting = false
    /// The server said how long: that it can be reached again is no news.
    private var isToldToWait = false
    private var isStopped = false
    private var needsEverything = false
    private var isCollecting = false
    private var owesHeartbeat = false
    private var hasObserved = false

    /// Goes on from what was made durable: what the server has, the last sequence number that was used, and the owner.
    public init(hardware: String, acknowledged: AcknowledgedState, sequence: Int64, ownership: Ownership?) {
        self.hardware = hardware
        self.ownership = ownership
        self.acknowledged = acknowledged
        self.sequence = sequence
        current = acknowledged
    }

    /// Whether the server has the newest state that was observed.
    public var isInStep: Bool { hasObserved && attempt == nil && !needsEverything && current == acknowledged }

    /// Takes one event and answers what is to be done; nothing once it has stopped.
    public mutating func event(_ event: Event, at moment: Moment) -> [Action] {
        guard !isStopped else { return [] }
        switch event {
        case .observed(let facts, let isComplete):
            observe(facts, isComplete: isComplete)
            return advance(moment)
        case .heartbeatDue:
            owesHeartbeat = true
            return advance(moment)
        case .answered(let response): return answered(response, moment)
        case .failed(let failure): return failed(failure, moment)
        case .timerFired:
            isWaiting = false
            return advance(moment)
        case .reconnected:
            guard isWaiting, !isToldToWait else { return [] }
            isWaiting = false
            return [.cancelWake] + advance(moment)
        }
    }
}

extension CheckInMachine {
    private mutating func observe(_ facts: [Fact], isComplete: Bool) {
        hasObserved = true
        let facts = facts.filter { isReported($0.key) }
        if isComplete {
            isCollecting = false
            let seen = Set(facts.map(\.key))
            for key in current.facts.keys where !seen.contains(key) {
                current.remove(key)
                bodies[key] = nil
            }
        }
        for fact in facts {
            let digest = StateDigest(of: fact)
            current.set(fact.key, to: digest)
            // What is under way may become the acknowledged state, and then this is the change.
            let isNeeded = needsEverything || attempt != nil || acknowledged.facts[fact.key] != digest
            bodies[fact.key] = isNeeded ? fact : nil
        }
    }

    /// INVARIANT (privacy): ``observe(_:isComplete:)`` is the only way into ``current`` and ``bodies``, and passes this.
    private func isReported(_ key: FactKey) -> Bool { FactCatalogue.withholding(of: key, by: ownership) == nil }

    /// Takes back what the new owner keeps to himself, and collects what the former one did.
    private mutating func learn(_ owner: Ownership?) -> [Action] {
        guard let owner, owner != ownership else { return [] }
        ownership = owner
        for key in current.facts.keys where !isReported(key) {
            current.remove(key)
            bodies[key] = nil
        }
        guard owner == .company, hasObserved, !isCollecting else { return [.saveOwnership(owner)] }
        isCollecting = true
        return [.saveOwnership(owner), .collect]
    }

    private mutating func advance(_ moment: Moment) -> [Action] {
        guard hasObserved, !isWaiting, attempt?.isUnderWay != true else { return [] }
        if needsEverything, bodies.count != current.facts.count {
            guard !isCollecting else { return [] }
            isCollecting = true
            return [.collect]
        }
        if needsEverything || current != acknowledged { return sendChanges(moment) }
        attempt = nil
        guard owesHeartbeat else { return [] }
        owesHeartbeat = false
        let state = current.base
        return send(
            CheckInRequest(
                requestID: moment.freshID, sequence: sequence, hardware: hardware, base: state, state: state,
                clock: moment.now, changed: [], removed: []))
    }

    private mutating func sendChanges(_ moment: Moment) -> [Action] {
        // The same state again is the same request again; the clock is the only thing that may differ.
        let base = needsEverything ? "" : acknowledged.base
        if var attempt, attempt.facts == current, attempt.request.base == base, !attempt.request.changedNothing {
            attempt.request.clock = moment.now
            return send(attempt.request)
        }
        let known = needsEverything ? [:] : acknowledged.facts
        let changedKeys = current.facts.filter { known[$0.key] != $0.value }.keys.sorted()
        let changed = changedKeys.compactMap { bodies[$0] }
        guard changed.count == changedKeys.count else {
            needsEverything = true
            return advance(moment)
        }
        let removed = known.keys.filter { current.facts[$0] == nil }.sorted()
        sequence += 1
        let request = CheckInRequest(
            requestID: moment.freshID, sequence: sequence, hardware: hardware, base: base,
            state: current.digest.description, clock: moment.now, changed: changed, removed: removed)
        return [.saveSequence(sequence)] + send(request)
    }

    private mutating func send(_ request: CheckInRequest) -> [Action] {
        attempt = Attempt(request: request, facts: current, isUnderWay: true)
        return [.send(request)]
    }

    private mutating func answered(_ response: CheckInResponse, _ moment: Moment) -> [Action] {
        guard let done = attempt, done.isUnderWay else { return [] }
        attempt = nil
        var actions = learn(response.ownership)
        guard response.state == done.request.state else {
            // The server holds another state than the one this request was to lead to.
            guard !(needsEverything && done.request.base.isEmpty) else {
                return actions + wait(moment, asked: nil)
            }
            needsEverything = true
            return actions + [.announce(desired: response.desired)] + advance(moment)
        }
        if acknowledged != done.facts {
            acknowledged = done.facts
            actions.append(.save(acknowledged))
        }
        needsEverything = false
        owesHeartbeat = false
        backoff.reset()
        bodies = bodies.filter { acknowledged.facts[$0.key] != current.facts[$0.key] }
        if !response.rejected.isEmpty { actions.append(.logRejected(response.rejected)) }
        return actions + [.announce(desired: response.desired)] + advance(moment)
    }

    private mutating func failed(_ failure: RequestFailure, _ moment: Moment) -> [Action] {
        guard let failed = attempt, failed.isUnderWay else { return [] }
        attempt?.isUnderWay = false
        if failed.request.changedNothing { owesHeartbeat = true }
        switch failure {
        case .identityRefused(let refusal):
            isStopped = true
            return [.cancelWake, .stop(refusal)]
        case .refused:
            attempt = nil
            needsEverything = true
            return wait(moment, asked: nil)
        case .unreachable, .overloaded, .failed: return wait(moment, asked: failure.askedWait)
        }
    }

    private mutating func wait(_ moment: Moment, asked: Duration?) -> [Action] {
        isWaiting = true
        isToldToWait = asked != nil
        return [.wake(after: backoff.next(random: moment.random, asked: asked))]
    }
}

extension CheckInRequest {
    fileprivate var changedNothing: Bool { changed.isEmpty && removed.isEmpty }
}
