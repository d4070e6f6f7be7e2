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
        case failed(RequestFailure)
        case timerFired
        case identitySaved
    }

    /// What the driver must do, in the order given.
    public enum Action: Hashable, Sendable {
        case makeKey(RequestID)
        case send(PendingKey)
        case wake(after: Duration)
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

    /// - Parameter attempts: how often an unreachable server is tried.
    public init(attempts: Int = 3) { attemptsLeft = attempts }

    /// Takes one event and answers what is to be done; an event that does not fit the step changes nothing.
    public mutating func event(_ event: Event, at moment: Moment) -> [Action] {
        switch (event, step) {
        case (.start(let left?), .idle): return send(left)
        case (.start(nil), .idle):
            step = .makingKey
            return [.makeKey(moment.freshID)]
        case (.keySaved(let key), .makingKey): return send(key)
        case (.answered(let response), .sending(let key)): return answered(response, for: key)
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

    private mutating func failed(_ failure: RequestFailure, _ key: PendingKey, _ moment: Moment) -> [Action] {
        switch failure {
        case .refused, .identityRefused: return [.discardKey] + fail(.request(failure))
        case .unreachable, .overloaded, .failed:
            guard attemptsLeft > 0 else { return fail(.request(failure)) }
            step = .waiting(key)
            return [.wake(after: backoff.next(random: moment.random, asked: failure.askedWait))]
        }
    }

    private mutating func fail(_ failure: Failure) -> [Action] {
        step = .ended
        return [.fail(failure)]
    }
}
