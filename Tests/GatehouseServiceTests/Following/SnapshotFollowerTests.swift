import GatehouseModel
import GatehouseStorage
import GatehouseTestSupport
import Logging
import Synchronization
import Testing

@testable import GatehouseService

@Suite struct SnapshotFollowerTests {
    /// A node's memory over a store that can be put back to an earlier time.
    private struct Node {
        let fixture: Fixture
        let store: RestoredStore
        let follower: SnapshotFollower

        init() async throws {
            // What is put back is a file.
            fixture = try await Fixture(on: .sqlite)
            store = RestoredStore(fixture.store)
            follower = SnapshotFollower(
                store: store,
                memory: .init(
                    snapshot: fixture.snapshot, policies: fixture.policies, work: fixture.work,
                    enforcementPoints: { _, _ in }),
                clock: fixture.clock, logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
        }

        var devices: Set<DeviceID> {
            fixture.snapshot.look(fixture.tenant.id) { Set($0.devices.keys) } ?? []
        }

        func lifecycle(of device: DeviceID) -> DeviceLifecycle? {
            fixture.snapshot.look(fixture.tenant.id) { $0.devices[device]?.device.lifecycle } ?? nil
        }

        /// The store as it is now, to come back to.
        func backup() async throws -> SQLStore {
            let path = fixture.folder.file("backup-\(UInt32.random(in: 0 ... .max)).sqlite")
            try SQLStore.copy(fixture.database.location, to: path)
            return try await SQLStore.open(path: path)
        }
    }

    @Test func `what changed is taken in, and memory is proved current`() async throws {
        let node = try await Node()
        try await node.follower.load()
        let device = try await node.fixture.enrol().device
        #expect(node.devices.isEmpty)
        try await node.follower.follow()
        #expect(node.devices == [device])
    }

    @Test func `a store that went back in time is read anew, though nothing in it is new`() async throws {
        let node = try await Node()
        let first = try await node.fixture.enrol().device
        try await node.follower.load()
        let backup = try await node.backup()
        let second = try await node.fixture.enrol(hardware: "b", name: "other").device
        try await node.follower.follow()
        #expect(node.devices == [first, second])
        node.store.replace(by: backup)
        try await node.follower.follow()
        #expect(node.devices == [first])
        try await backup.close()
    }

    @Test func `a store whose numbers were given to other changes meanwhile is read anew`() async throws {
        let node = try await Node()
        let first = try await node.fixture.enrol().device
        try await node.follower.load()
        let backup = try await node.backup()
        _ = try await node.fixture.enrol(hardware: "b", name: "other")
        try await node.follower.follow()
        // As many changes in the other history, and one of them takes away what this node believes.
        let newest = try await node.store.newestSequence()
        let tenant = node.fixture.tenant.id
        try await backup.write(tenant) { _ = try $0.deleteDevice(first) }
        while try await backup.newestSequence() < newest {
            let id = TokenID.random()
            let token = APIToken(
                id: id, name: "\(id)", role: "reader", hash: "\(id)", createdAt: .distantPast,
                expiresAt: .distantFuture)
            try await backup.write(tenant) { try $0.save(token) }
        }
        node.store.replace(by: backup)
        try await node.follower.follow()
        #expect(node.devices.isEmpty)
        try await backup.close()
    }

    @Test func `rows newer than the feed was followed to are read anew when a replica lacks them`() async throws {
        let node = try await Node()
        let first = try await node.fixture.enrol().device
        try await node.follower.load()
        try await node.fixture.store.write(node.fixture.tenant.id) { try $0.setLifecycle(.blocked, of: first) }
        // The replica has what is followed next, and not what follows that.
        let replica = try await node.backup()
        node.store.beforeReading.withLock { hook in
            hook = { [fixture = node.fixture, store = node.store] in
                store.beforeReading.withLock { $0 = nil }
                try await fixture.store.write(fixture.tenant.id) { try $0.setLifecycle(.enrolled, of: first) }
            }
        }
        try await node.follower.follow()
        #expect(node.lifecycle(of: first) == .enrolled)
        node.store.replace(by: replica)
        try await node.follower.follow()
        #expect(node.lifecycle(of: first) == .blocked)
        try await replica.close()
    }

    @Test func `a store that goes back while it is read is noticed in the same breath`() async throws {
        let node = try await Node()
        let first = try await node.fixture.enrol().device
        let replica = try await node.backup()
        try await node.fixture.store.write(node.fixture.tenant.id) { try $0.setLifecycle(.blocked, of: first) }
        node.store.beforeReading.withLock { hook in
            hook = { [store = node.store] in store.replace(by: replica) }
        }
        await #expect(throws: OtherHistory.self) { try await node.follower.load() }
        try await node.follower.follow()
        #expect(node.lifecycle(of: first) == .enrolled)
        try await replica.close()
    }

    @Test func `a feed that was forgotten is not taken for another history`() async throws {
        let node = try await Node()
        let device = try await node.fixture.enrol().device
        try await node.follower.load()
        try await node.store.pruneChanges(before: .max)
        try await node.follower.follow()
        try await node.follower.follow()
        let other = try await node.fixture.enrol(hardware: "b", name: "other").device
        try await node.follower.follow()
        #expect(node.devices == [device, other])
    }
}

/// A store that another takes the place of, as after a restore.
private final class RestoredStore: Store {
    private let current: Mutex<any Store>
    /// What happens between a look at the feed and the rows that it names.
    let beforeReading = Mutex<(@Sendable () async throws -> Void)?>(nil)

    init(_ store: any Store) { current = Mutex(store) }

    func replace(by store: any Store) { current.withLock { $0 = store } }

    private var store: any Store { current.withLock { $0 } }

    func read<Result: Sendable>(
        _ tenant: TenantID, _ body: @escaping @Sendable (any StoreReading) throws -> Result
    ) async throws -> Result {
        try await beforeReading.withLock({ $0 })?()
        return try await store.read(tenant, body)
    }

    func write<Result: Sendable>(
        _ tenant: TenantID, _ body: @escaping @Sendable (any StoreWriting) throws -> Result
    ) async throws -> Result { try await store.write(tenant, body) }

    func tenants() async throws -> [Tenant] { try await store.tenants() }
    func addTenant(_ tenant: Tenant) async throws { try await store.addTenant(tenant) }
    func tenant(withToken hash: String) async throws -> TenantID? { try await store.tenant(withToken: hash) }
    func tenant(withEnrolmentCode hash: String) async throws -> TenantID? {
        try await store.tenant(withEnrolmentCode: hash)
    }
    func administer<Result: Sendable>(
        as operator: TenantID, _ body: @escaping @Sendable (any TenantAdministration) throws -> Result
    ) async throws -> Result { try await store.administer(as: `operator`, body) }
    func claimJobs(queue: JobQueue, now: Instant, until: Instant, limit: Int) async throws -> [Job] {
        try await store.claimJobs(queue: queue, now: now, until: until, limit: limit)
    }
    func extendClaim(of job: Job, until: Instant) async throws -> ClaimExtension {
        try await store.extendClaim(of: job, until: until)
    }
    func changes(after sequence: Int64, limit: Int) async throws -> [Change] {
        try await store.changes(after: sequence, limit: limit)
    }
    func newestSequence() async throws -> Int64 { try await store.newestSequence() }
    func feedPosition(since seen: FeedPosition?) async throws -> FeedPosition {
        try await store.feedPosition(since: seen)
    }
    func pruneChanges(before sequence: Int64) async throws { try await store.pruneChanges(before: sequence) }
    func wakeUps() -> AsyncStream<Void> { store.wakeUps() }
}

extension StoreWriting {
    fileprivate func setLifecycle(_ lifecycle: DeviceLifecycle, of device: DeviceID) throws {
        guard var record = try self.device(device) else { return }
        record.device.lifecycle = lifecycle
        try save(record)
    }
}
