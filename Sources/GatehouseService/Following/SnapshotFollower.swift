public import GatehouseModel
public import Logging
public import ServiceLifecycle
import Synchronization

/// Keeps all that a node holds in memory true to the store, by the change feed and by nothing else.
///
/// It loads everything once, then follows. Once a second it asks for the newest change even if nobody woke it: the
/// answer is the proof that decisions rest on. While the store does not answer, the proof grows old and the node
/// refuses by itself.
public final class SnapshotFollower: Service {
    private static let batch = 2000

    private let store: any Store
    private let memory: Memory
    private let clock: Clock
    private let logger: Logger
    /// Where to go on from, once everything was loaded.
    private let loaded = Mutex<Int64?>(nil)

    /// What is kept true.
    public struct Memory: Sendable {
        /// What decisions look at.
        public var snapshot: AccessSnapshot
        /// The rules that devices are judged by.
        public var policies: PolicyBook
        /// The open actions and those who wait for them.
        public var work: WorkBoard
        /// Called with a tenant's enforcement points when its documents changed.
        public var enforcementPoints: @Sendable (TenantID, TenantCatalogue) async -> Void

        /// Makes the set; nothing is loaded yet.
        public init(
            snapshot: AccessSnapshot, policies: PolicyBook, work: WorkBoard,
            enforcementPoints: @escaping @Sendable (TenantID, TenantCatalogue) async -> Void
        ) {
            self.snapshot = snapshot
            self.policies = policies
            self.work = work
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
        let start = clock.now
        let sequence = try await store.newestSequence()
        for tenant in try await store.tenants() {
            try await SnapshotLoader(store: store, memory: memory, clock: clock).load(tenant.id)
        }
        memory.snapshot.prove(at: start)
        loaded.withLock { $0 = sequence }
    }

    /// Follows the feed until it is told to stop; a store that fails is logged and asked again.
    public func run() async throws {
        if loaded.withLock({ $0 == nil }) { try await load() }
        var sequence = loaded.withLock(\.self) ?? 0
        for await _ in store.pulses().cancelOnGracefulShutdown() {
            do {
                let asked = clock.now
                sequence = try await catchUp(from: sequence)
                memory.snapshot.prove(at: asked)
            } catch let error as StoreError where error.code == .notFound {
                // The feed was pruned beyond where this node stands: it begins anew.
                try await load()
                sequence = loaded.withLock(\.self) ?? 0
            } catch {
                logger.error("the change feed cannot be followed", metadata: ["error": "\(error)"])
            }
        }
    }

    private func catchUp(from start: Int64) async throws -> Int64 {
        var sequence = start
        let loader = SnapshotLoader(store: store, memory: memory, clock: clock)
        while true {
            let changes = try await store.changes(after: sequence, limit: Self.batch)
            guard let last = changes.last else { return sequence }
            for (tenant, changes) in Dictionary(grouping: changes, by: \.tenant) {
                try await loader.apply(changes, of: tenant)
            }
            sequence = last.sequence
            if changes.count < Self.batch { return sequence }
        }
    }
}
