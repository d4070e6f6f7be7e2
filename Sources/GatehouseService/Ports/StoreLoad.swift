/// How busy the store's writer on this node is, for whoever sheds load before the store refuses.
public struct StoreLoad: Hashable, Sendable {
    /// Units of work that wait for a transaction.
    public var waitingWrites: Int
    /// How many may wait; more are refused with `unavailable`.
    public var capacity: Int
    /// How long the oldest write that is not answered has waited, whether or not its transaction has begun.
    public var oldestWrite: Duration
    /// How long the last group of writes took from its beginning until it was durable, or had failed.
    public var lastCommit: Duration

    /// Makes the figures as a store gives them.
    public init(waitingWrites: Int, capacity: Int, oldestWrite: Duration, lastCommit: Duration) {
        self.waitingWrites = waitingWrites
        self.capacity = capacity
        self.oldestWrite = oldestWrite
        self.lastCommit = lastCommit
    }

    /// Nothing waits, and anything may.
    public static let idle = StoreLoad(waitingWrites: 0, capacity: .max, oldestWrite: .zero, lastCommit: .zero)
}
