import GatehouseKeys
public import GatehouseModel
public import GatehouseWire

/// Gets this device its identity with a code: key first, durable, then the request, then the identity, durable.
///
/// Whoever dies in between starts again with the key that was left, repeats the same request and uses the code once.
public struct EnrolmentMachine: Sendable {
    /// What the machine is told.
    public enum Event: Sendable {
        /// With the key that an earlier attempt with the same code left behind, if it did.
        case start(PendingKey?)
        case keySaved(PendingKey)
        case answered(EnrolmentResponse)
        /// Somebody must agree first.
        case pending(EnrolmentPending)
        case failed(RequestFailure)
        case timerFired
        case identitySaved
    }

    /// What the driver must do, in the order given.
    public enum Action: Hashable, Sendable {
        case makeKey(RequestID)
        case send(PendingKey)
        case wake(after: Duration)
        /// What is waited for, to be told to the person in front of the machine; once.
        case tell(EnrolmentPending)
        case saveIdentity(EnrolmentResponse)
        /// The key leads nowhere: the code was refused.
        case discardKey
        case succeed
        case fail(Failure)
    }

    /// Why no identity was got.
    public enum Failure: Error, Hashable, Sendable {
        case request(RequestFailure)
        /// The answer names another key, or no identity of ours: nothing of it is kept.
        case badIdentity(String)
        /// Nobody agreed for as long as was to be waited; the key is kept, and the next attempt asks again with it.
        case stillWaiting(EnrolmentPending)
    }

    private enum Step {
        case idle
        case makingKey
        case sending(PendingKey)
        case waiting(PendingKey)
        case saving
        case ended
    }

    private var step = Step.idle
    private var attemptsLeft: Int
    private var backoff = Backoff()
    /// What somebody must agree to, and until when that is waited for.
    private var awaited: (pending: EnrolmentPending, until: Instant)?
    private let patience: Duration

    /// - Parameters:
    ///   - attempts: how often an unreachable server is tried.
    ///   - patience: how long it is waited for somebody to agree, the server reachable or not.
    public init(attempts: Int = 3, patience: Duration = .seconds(3600)) {
        attemptsLeft = attempts
        self.patience = patience
    }

    /// Takes one event and answers what is to be done; an event that does not fit the step changes nothing.
    public mutating func event(_ event: Event, at moment: Moment) -> [Action] {
        switch (event, step) {
        case (.start(let left?), .idle): return send(left)
        case (.start(nil), .idle):
            step = .makingKey
            return [.makeKey(moment.freshID)]
        case (.keySaved(let key), .makingKey): return send(key)
        case (.answered(let response), .sending(let key)): return answered(response, for: key)
        case (.pending(let pending), .sending(let key)): return wait(for: pending, key, moment)
        case (.failed(let failure), .sending(let key)): return failed(failure, key, moment)
        case (.timerFired, .waiting(let key)): return send(key)
        case (.identitySaved, .saving):
            step = .ended
            return [.discardKey, .succeed]
        default: return []
        }
    }
}

extension EnrolmentMachine {
    private mutating func send(_ key: PendingKey) -> [Action] {
        step = .sending(key)
        attemptsLeft -= 1
        return [.send(key)]
    }

    private mutating func answered(_ response: EnrolmentResponse, for key: PendingKey) -> [Action] {
        do throws(KeyError) {
            let leaf = try PeerCertificate(pemChain: response.certificateChain)
            guard leaf.publicKeyDER == key.publicKey else {
                return fail(.badIdentity("the certificate names another key"))
            }
            guard try leaf.identity() == .device(response.tenant, response.device) else {
                return fail(.badIdentity("the certificate names another device"))
            }
        } catch {
            return fail(.badIdentity(error.message))
        }
        step = .saving
        return [.saveIdentity(response)]
    }

    private mutating func wait(for pending: EnrolmentPending, _ key: PendingKey, _ moment: Moment) -> [Action] {
        let until = awaited?.until ?? moment.now + patience
        let isNew = awaited?.pending.id != pending.id
        awaited = (pending, until)
        backoff = Backoff()
        guard moment.now < until else { return fail(.stillWaiting(pending)) }
        step = .waiting(key)
        let wait = min(pending.retryAfter, until - moment.now)
        return (isNew ? [.tell(pending)] : []) + [.wake(after: wait)]
    }

    private mutating func failed(_ failure: RequestFailure, _ key: PendingKey, _ moment: Moment) -> [Action] {
        switch failure {
        case .refused, .identityRefused: return [.discardKey] + fail(.request(failure))
        case .unreachable, .overloaded, .failed:
            if let awaited {
                guard moment.now < awaited.until else { return fail(.stillWaiting(awaited.pending)) }
            } else if attemptsLeft <= 0 {
                return fail(.request(failure))
            }
            step = .waiting(key)
            return [.wake(after: backoff.next(random: moment.random, asked: failure.askedWait))]
        }
    }

    private mutating func fail(_ failure: Failure) -> [Action] {
        step = .ended
        return [.fail(failure)]
    }
}
