public import GatehouseModel

/// What one step of a state machine may use of the outside: the time, one fresh identifier, one random number.
public struct Moment: Hashable, Sendable {
    /// The device's clock.
    public var now: Instant
    /// For the request that the step may begin.
    public var freshID: RequestID
    /// From 0 up to, not including, 1.
    public var random: Double

    /// Makes the moment; the caller answers for the identifier being fresh.
    public init(now: Instant, freshID: RequestID, random: Double) {
        self.now = now
        self.freshID = freshID
        self.random = random
    }
}
