public import GatehouseModel

/// The server's clock decides; use cases ask this one, so that tests can turn it.
///
/// The time of day can be set, by people and by the network. What must not be fooled by that asks for ``uptime``.
public struct Clock: Sendable {
    private static let origin = ContinuousClock.now

    private let read: @Sendable () -> Instant
    private let readUptime: @Sendable () -> Duration

    /// Makes the clock from what reads the time, and from what tells how much time went by; by itself the machine tells.
    public init(
        _ read: @escaping @Sendable () -> Instant,
        uptime: (@Sendable () -> Duration)? = nil
    ) {
        self.read = read
        readUptime = uptime ?? { ContinuousClock.now - Self.origin }
    }

    /// The time in UTC, read anew at every call.
    public var now: Instant { read() }

    /// Since some moment of this process, also while the machine slept; never goes back, whatever the time is set to.
    public var uptime: Duration { readUptime() }
}
