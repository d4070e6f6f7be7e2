public import GatehouseModel
public import Logging
public import ServiceLifecycle
import Synchronization

/// Keeps all that a node holds in memory true to the store, by the change feed and by nothing else.
///
/// It loads everything once, then follows. Once a second it asks for the newest change even if nobody woke it: the
/// answer is the proof that decisions rest on. While the store does not answer, the proof grows old and the node
/// refuses by itself. A store that went back to an earlier time, as from a backup or to a replica that was behind, is
/// told by a change that was seen before and is another now, or gone: then everything is loaded anew.
///
/// INVARIANT (one history): what is read names the newest change of the state that it is read from, in the same unit of
/// work, and is refused where the one that was seen before is not in that state's past. So no row stays in memory that
/// the store has lost, though rows may be newer than where the feed was followed to.
public final class SnapshotFollower: Service {
    private static let batch = 2000

    private let store: any Store
    private let memory: Memory
    private let clock: Clock
    private let logger: Logger
    /// Where to go on from, once everything was loaded.
    private let loaded = Mutex<FeedPosition?>(nil)
    private let seen = SeenPosition()

    /// What is kept true.
    public struct Memory: Sendable {
        /// What decisions look at.
        public var snapshot: AccessSnapshot
        /// The rules that devices are judged by.
        public var policies: PolicyBook
        /// The open actions and those who wait for them.
        public var work: WorkBoard
        /// The applications that get tokens, and the keys of those.
        public var clients: ClientBook
        /// Called with a tenant's enforcement points when its documents changed, and with none when the tenant went.
        public var enforcementPoints: @Sendable (TenantID, TenantCatalogue) async -> Void
        /// Called before anything of a new tenant is read, when its authority changed, and with `nil` when it went:
        /// whose certificates are taken.
        public var tenants: @Sendable (TenantID, Tenant?) async throws -> Void

        /// Makes the set; nothing is loaded yet.
        public init(
            snapshot: AccessSnapshot, policies: PolicyBook, work: WorkBoard, clients: ClientBook = ClientBook(),
            enforcementPoints: @escaping @Sendable (TenantID, TenantCatalogue) async -> Void,
            tenants: @escaping @Sendable (TenantID, Tenant?) async throws -> Void = { _, _ in }
        ) {
            self.tenants = tenants
            self.snapshot = snapshot
            self.policies = policies
            self.work = work
            self.clients = clients
            self.enforcementPoints = enforcementPoints
        }
    }

    /// Makes the follower; `load()` or `run()` fills the memory.
    public init(store: any Store, memory: Memory, clock: Clock, logger: Logger) {
        self.store = store
        self.memory = memory
        self.clock = clock
        self.logger = logger
    }

    /// Loads everything, so that the first decision after it knows all; ``run()`` goes on from here.
    public func load() async throws {
        let start = clock.uptime
        loaded.withLock { $0 = nil }
        let position = try await store.feedPosition(since: nil)
        seen.position = position
        let tenants = try await store.tenants()
        for gone in memory.snapshot.known.subtracting(tenants.map(\.id)) { try await loader.forget(gone) }
        for tenant in tenants { try await loader.load(tenant.id) }
        seen.position = try await store.feedPosition(since: seen.position)
        memory.snapshot.prove(at: start)
        loaded.withLock { $0 = position }
    }

    private var loader: SnapshotLoader { SnapshotLoader(store: store, seen: seen, memory: memory, clock: clock) }

    /// Follows the feed until it is told to stop; a store that fails is logged and asked again.
    public func run() async throws {
        if loaded.withLock({ $0 == nil }) { try await load() }
        for await _ in store.pulses().cancelOnGracefulShutdown() {
            do {
                try await follow()
            } catch {
                logger.error("the change feed cannot be followed", metadata: ["error": "\(error)"])
            }
        }
    }

    /// Takes in what is new, and proves that memory is current.
    func follow() async throws {
        guard let position = loaded.withLock(\.self) else { return try await load() }
        let asked = clock.uptime
        do {
            let reached = try await catchUp(from: position)
            loaded.withLock { $0 = reached }
            memory.snapshot.prove(at: asked)
        } catch let error as StoreError where error.code == .notFound {
            // The feed was pruned beyond where this node stands: it begins anew.
            try await load()
        } catch is OtherHistory {
            logger.warning("the store went back to another time: everything is read anew")
            try await load()
        }
    }

    private func catchUp(from start: FeedPosition) async throws -> FeedPosition {
        var position = start
        if let seen = seen.position, seen.sequence > position.sequence {
            self.seen.position = try await store.feedPosition(since: seen)
        }
        while true {
            let changes = try await changes(after: position)
            guard let last = changes.last else { return position }
            for (tenant, changes) in Dictionary(grouping: changes, by: \.tenant) {
                try await loader.apply(changes, of: tenant)
            }
            // Last, so that nothing of a tenant that went comes back.
            for change in changes where change.kind == .tenant {
                if let id = TenantID(change.id) { try await loader.refresh(tenant: id) }
            }
            position = FeedPosition(sequence: last.sequence, mark: last.mark)
            if changes.count < Self.batch { return position }
        }
    }

    /// What is newer; throws ``OtherHistory`` where the change of the position is not what it was.
    private func changes(after position: FeedPosition) async throws -> ArraySlice<Change> {
        guard let mark = position.mark else {
            guard try await store.newestSequence() >= position.sequence else { throw OtherHistory() }
            return try await store.changes(after: position.sequence, limit: Self.batch)[...]
        }
        let changes = try await store.changes(after: position.sequence - 1, limit: Self.batch + 1)
        guard let known = changes.first, known.sequence == position.sequence, known.mark == mark else {
            throw OtherHistory()
        }
        return changes.dropFirst()
    }
}
