public import GatehouseModel

/// Learns one family of facts; reads only, and says "unavailable" with the reason where it would have to guess.
public protocol Collector: Sendable {
    /// A short name for logs and for the reason when it is stuck.
    var name: String { get }
    /// Every key that it reports, each time.
    var keys: [FactKey] { get }
    /// Files and folders whose change makes it worth collecting again.
    var watches: [String] { get }
    /// How long it may take before its keys are reported as unavailable.
    var timeLimit: Duration { get }

    /// One fact for each of ``keys``.
    func collect(in machine: Machine, at now: Instant) -> [Fact]
}

extension Collector {
    /// 10 seconds.
    public var timeLimit: Duration { .seconds(10) }

    /// Every key as unavailable, for one reason.
    func unavailable(_ reason: String, in machine: Machine, at now: Instant) -> [Fact] {
        keys.map { machine.fact($0, .unavailable(reason, source: name), at: now) }
    }
}
