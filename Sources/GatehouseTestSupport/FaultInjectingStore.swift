public import GatehouseModel
public import GatehouseService
import Synchronization

/// A store that fails where a test wants it to, to show that what remains is whole.
public final class FaultInjectingStore: Store {
    /// Where the next units of work that write fail.
    public enum Fault: Hashable, Sendable {
        /// The nth call of a port inside the unit of work, counted from 1, throws before it does anything.
        case call(Int)
        /// The body ends, and then nothing is kept.
        case commit
        /// All is kept, and the caller hears of a failure: it must be able to ask again.
        case answer
    }

    private struct State {
        var fault: Fault?
        var calls = 0
    }

    private let store: any Store
    private let state = Mutex(State())

    /// Wraps a store that works; nothing fails until ``fault`` is set.
    public init(_ store: any Store) { self.store = store }

    /// What `write` throws where it fails.
    public static let error = StoreError(.unavailable, "the store failed as the test wanted")

    /// Where units of work fail from now on; `nil` where they do not.
    public var fault: Fault? {
        get { state.withLock { $0.fault } }
        set { state.withLock { $0.fault = newValue } }
    }

    /// How many calls of ports the last unit of work that wrote made: the faults worth trying are 1 to this.
    public var callsOfLastWrite: Int { state.withLock { $0.calls } }

    /// Asks the store; reading never fails by itself.
    public func read<Result: Sendable>(
        _ tenant: TenantID, _ body: @escaping @Sendable (any StoreReading) throws -> Result
    ) async throws -> Result {
        try await store.read(tenant, body)
    }

    /// Writes as the store does, unless ``fault`` says where to fail.
    public func write<Result: Sendable>(
        _ tenant: TenantID, _ body: @escaping @Sendable (any StoreWriting) throws -> Result
    ) async throws -> Result {
        let fault = fault
        let result = try await store.write(tenant) { [self] unit in
            let counting = FaultInjectingUnit(unit, failingAt: fault)
            defer { state.withLock { $0.calls = counting.calls } }
            let result = try body(counting)
            if fault == .commit { throw Self.error }
            return result
        }
        if fault == .answer { throw Self.error }
        return result
    }

    /// Asks the store; never fails by itself.
    public func tenants() async throws -> [Tenant] { try await store.tenants() }

    /// Asks the store; never fails by itself.
    public func addTenant(_ tenant: Tenant) async throws { try await store.addTenant(tenant) }

    /// Asks the store; never fails by itself.
    public func tenant(withToken hash: String) async throws -> TenantID? {
        try await store.tenant(withToken: hash)
    }

    /// Asks the store; never fails by itself.
    public func tenant(withEnrolmentCode hash: String) async throws -> TenantID? {
        try await store.tenant(withEnrolmentCode: hash)
    }

    /// Writes as the store does; of the faults, only those after the body happen.
    public func administer<Result: Sendable>(
        as operator: TenantID, _ body: @escaping @Sendable (any TenantAdministration) throws -> Result
    ) async throws -> Result {
        let fault = fault
        let result = try await store.administer(as: `operator`) { administration in
            let result = try body(administration)
            if fault == .commit { throw Self.error }
            return result
        }
        if fault == .answer { throw Self.error }
        return result
    }

    /// Asks the store; never fails by itself.
    public func claimJobs(queue: JobQueue, now: Instant, until: Instant, limit: Int) async throws -> [Job] {
        try await store.claimJobs(queue: queue, now: now, until: until, limit: limit)
    }
    /// As the store does.
    public func extendClaim(of job: Job, until: Instant) async throws -> ClaimExtension {
        try await store.extendClaim(of: job, until: until)
    }

    /// Asks the store; never fails by itself.
    public func changes(after sequence: Int64, limit: Int) async throws -> [Change] {
        try await store.changes(after: sequence, limit: limit)
    }

    /// Asks the store; never fails by itself.
    public func newestSequence() async throws -> Int64 { try await store.newestSequence() }

    /// Asks the store; never fails by itself.
    public func feedPosition(since seen: FeedPosition?) async throws -> FeedPosition {
        try await store.feedPosition(since: seen)
    }

    /// Asks the store; never fails by itself.
    public func pruneChanges(before sequence: Int64) async throws { try await store.pruneChanges(before: sequence) }

    /// The store's own load.
    public var load: StoreLoad { store.load }

    /// The store's own wake-ups.
    public func wakeUps() -> AsyncStream<Void> { store.wakeUps() }
}
