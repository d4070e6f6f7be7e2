/// What is timed.
public enum Operation: String, Hashable, Sendable, CaseIterable {
    /// From the address to the end of the handshake of TLS.
    case connect
    /// A check-in that changes facts: durable when it is answered.
    case changedCheckIn = "checkin.changed"
    /// A check-in that changes nothing.
    case unchangedCheckIn = "checkin.unchanged"
    /// A held request for work; how long it is held says nothing about the server.
    case poll
    /// Accepting and reporting an action.
    case action
    /// A token that stands for the device.
    case token
    /// A question of an enforcement point.
    case decision
    /// Getting an identity, before the first phase.
    case enrolment
    /// Applying a phase's documents.
    case apply
    /// A check-in of the check at the end: all devices ask, which is no part of the load.
    case verification
}

/// What is counted.
public enum Counter: String, Hashable, Sendable, CaseIterable {
    /// No connection, or one that broke.
    case unreachable = "errors.unreachable"
    /// No answer in time.
    case timeout = "errors.timeout"
    /// Another status of 500 or more.
    case failed = "errors.failed"
    /// A status of 400 or more that is none of the others.
    case refused = "errors.refused"
    /// The server said that this identity is no longer good.
    case identityRefused = "errors.identity"
    /// An answer that is not of the protocol.
    case malformed = "errors.malformed"

    /// Answers of 429: this device asked too much. It waits as it was told.
    case tooManyRequests = "overload.429"
    /// Answers of 503: the server has too much to do. The device waits as it was told.
    case unavailable = "overload.503"

    /// States that the server acknowledged and then did not hold.
    case acknowledgedAndLost = "acknowledged-and-lost"
    /// Facts that were sent and not taken.
    case rejectedFacts = "facts.rejected"
    /// Devices that asked at the end whether the server holds their state, and were told.
    case verified = "devices.verified"
    /// Devices that asked and were not told in time.
    case unverified = "devices.unverified"
    /// Devices that hold a poll at the end.
    case connected = "devices.connected"
    /// Devices that do not hold a poll at the end.
    case missing = "devices.missing"
    /// Requests that failed because the phase cut the device off.
    case outageFailures = "outage.failures"

    /// Decisions that allowed a device that had to be blocked by then.
    case staleAllow = "decision.staleAllow"
    case allowed = "decision.allowed"
    case blocked = "decision.blocked"

    /// What hostile clients tried.
    case attacks = "hostile.attempts"
    /// What the server took from them that it must not take.
    case accepted = "hostile.accepted"
    /// Attacks that did not come so far that the server could have taken them.
    case unreached = "hostile.unreached"

    /// What `errors` is the sum of.
    static let errors: [Counter] = [.unreachable, .timeout, .failed, .refused, .identityRefused, .malformed]
}
