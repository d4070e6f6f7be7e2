public import GatehouseKeys
public import GatehouseModel
public import GatehouseWire

/// Renews the certificate with a fresh key at two thirds of its life.
///
/// The key is durable before it is asked for, and the old identity serves until the new one is; dying at any point
/// between leaves one that works.
public struct RenewalMachine: Sendable {
    /// What the machine is told.
    public enum Event: Sendable {
        /// With the key that an earlier run left behind, if it did.
        case start(PendingKey?)
        case keySaved(PendingKey)
        case keyNotSaved
        case answered(RenewalResponse)
        case failed(RequestFailure)
        /// The new identity is durable and in use.
        case switched(PeerCertificate)
        case timerFired
        /// Another connection reached the server after failures.
        case reconnected
    }

    /// What the driver must do, in the order given.
    public enum Action: Hashable, Sendable {
        /// Replaces an earlier wake; never longer than an hour, so that a machine that slept notices.
        case wake(after: Duration)
        case cancelWake
        /// Generate a key and make it durable together with this request; answered by ``Event/keySaved(_:)``.
        case makeKey(RequestID)
        case discardKey
        /// Ask for a certificate for the pending key.
        case send(PendingKey)
        /// Replace the identity, whole or not at all; answered by ``Event/switched(_:)``.
        case switchIdentity(RenewalResponse)
        case stop(IdentityRefusal)
    }

    private enum Step {
        case idle
        case makingKey
        case sending
        case switching
        case stopped
    }

    private static let longestSleep = Duration.seconds(3600)

    private var certificate: PeerCertificate
    private var pending: PendingKey?
    private var step = Step.idle
    private var isBackingOff = false
    private var backoff = Backoff()

    /// Makes the machine for the certificate in use; it begins with ``Event/start(_:)``.
    public init(certificate: PeerCertificate) { self.certificate = certificate }

    /// Two thirds of the certificate's life.
    public var due: Instant {
        certificate.notBefore + .milliseconds((certificate.notAfter - certificate.notBefore).milliseconds / 3 * 2)
    }

    /// Takes one event and answers what is to be done; nothing once it has stopped, or when the event does not fit.
    public mutating func event(_ event: Event, at moment: Moment) -> [Action] {
        switch (event, step) {
        case (_, .stopped): return []
        case (.start(let left), .idle):
            // A key that the certificate already names is a renewal that only failed to tidy up.
            guard let left, left.publicKey != certificate.publicKeyDER else {
                return (left == nil ? [] : [.discardKey]) + advance(moment)
            }
            pending = left
            return send(left)
        case (.timerFired, .idle):
            isBackingOff = false
            return advance(moment)
        case (.reconnected, .idle):
            guard isBackingOff else { return [] }
            isBackingOff = false
            return [.cancelWake] + advance(moment)
        case (.keySaved(let key), .makingKey):
            pending = key
            return send(key)
        case (.keyNotSaved, .makingKey): return wait(moment, asked: nil)
        case (.answered(let response), .sending): return answered(response, moment)
        case (.failed(let failure), .sending): return failed(failure, moment)
        case (.failed, .switching): return wait(moment, asked: nil)
        case (.switched(let new), .switching):
            certificate = new
            pending = nil
            step = .idle
            backoff.reset()
            return [.discardKey] + advance(moment)
        default: return []
        }
    }
}

extension RenewalMachine {
    private mutating func advance(_ moment: Moment) -> [Action] {
        if let pending { return send(pending) }
        guard moment.now < due else {
            step = .makingKey
            return [.makeKey(moment.freshID)]
        }
        return [.wake(after: min(due - moment.now, Self.longestSleep))]
    }

    private mutating func send(_ key: PendingKey) -> [Action] {
        step = .sending
        return [.send(key)]
    }

    private mutating func answered(_ response: RenewalResponse, _ moment: Moment) -> [Action] {
        guard let leaf = try? PeerCertificate(pemChain: response.certificateChain),
            leaf.publicKeyDER == pending?.publicKey
        else { return startOver(moment) }
        step = .switching
        return [.switchIdentity(response)]
    }

    private mutating func failed(_ failure: RequestFailure, _ moment: Moment) -> [Action] {
        switch failure {
        case .identityRefused(let refusal): return stop(refusal)
        case .refused: return startOver(moment)
        case .unreachable, .overloaded, .failed:
            guard moment.now < certificate.notAfter else {
                let detail = "the certificate of this device expired at \(certificate.notAfter)"
                return stop(IdentityRefusal(code: .identityExpired, detail: detail))
            }
            return wait(moment, asked: failure.askedWait)
        }
    }

    /// This key leads nowhere: the next attempt makes another.
    private mutating func startOver(_ moment: Moment) -> [Action] {
        pending = nil
        return [.discardKey] + wait(moment, asked: nil)
    }

    private mutating func wait(_ moment: Moment, asked: Duration?) -> [Action] {
        step = .idle
        isBackingOff = true
        return [.wake(after: backoff.next(random: moment.random, asked: asked))]
    }

    private mutating func stop(_ refusal: IdentityRefusal) -> [Action] {
        step = .stopped
        return [.cancelWake, .stop(refusal)]
    }
}
