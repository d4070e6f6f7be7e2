public import GatehouseModel

/// The server's clock decides; use cases ask this one, so that tests can turn it.
public struct Clock: Sendable {
    private let read: @Sendable () -> Instant

    /// Makes the clock from what reads the time.
    public init(_ read: @escaping @Sendable () -> Instant) { self.read = read }

    /// The time in UTC, read anew at every call.
    public var now: Instant { read() }
}
