import Synchronization

/// How many attempts of this node ended how, since it started.
public final class NoticeTally: Sendable {
    /// What is counted.
    public struct Counts: Hashable, Sendable {
        /// Messages that the other side took.
        public var sent = 0
        /// Attempts that are made again.
        public var retried = 0
        /// Messages that were given up.
        public var failed = 0
    }

    private let state = Mutex(Counts())

    /// Nothing is counted yet.
    public init() {}

    /// The counts now.
    public var counts: Counts { state.withLock(\.self) }

    func add(_ change: (inout Counts) -> Void) { state.withLock { change(&$0) } }
}
