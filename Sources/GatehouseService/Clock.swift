public import GatehouseModel

/// The server's clock decides; use cases ask this one, so that tests can turn it.
public struct Clock: Sendable {
    private let read: @Sendable () -> Instant

    public init(_ read: @escaping @Sendable () -> Instant) { self.read = read }

    public var now: Instant { read() }
}
