public import GatehouseModel

/// What whoever operates a server wants to know of its store, cheap enough to be asked every few seconds.
public struct StoreCondition: Hashable, Sendable {
    /// Work of one queue that nobody has taken yet although it is due.
    public struct Backlog: Hashable, Sendable {
        /// The queue that it waits in.
        public var queue: JobQueue
        /// Jobs that are due and that nobody holds, of tenants that are served.
        public var due: Int
        /// Since when the first of them is; `nil` where none is.
        public var oldestDue: Instant?
        /// Jobs that failed at least once and are tried again.
        public var failing: Int

        /// Makes the backlog; nothing is checked.
        public init(queue: JobQueue, due: Int, oldestDue: Instant?, failing: Int) {
            self.queue = queue
            self.due = due
            self.oldestDue = oldestDue
            self.failing = failing
        }
    }

    /// One for each queue.
    public var backlogs: [Backlog]
    /// What the database takes on its disk, in bytes.
    public var bytes: Int64

    /// Makes the condition; nothing is checked.
    public init(backlogs: [Backlog], bytes: Int64) {
        self.backlogs = backlogs
        self.bytes = bytes
    }
}

/// Looks at a store as its operator does, across tenants and at none of their data.
public protocol StoreInspection: Sendable {
    /// How it stands now; throws ``StoreError`` `unavailable` where it cannot be reached.
    func condition(at now: Instant) async throws -> StoreCondition
}
