import GatehouseModel
import GatehouseService
import GatehouseTestSupport
import Synchronization
import Testing

@testable import GatehouseStorage

/// A server that dies under load; it is one of its own, and waits for the disk as in production.
@Suite struct PostgreSQLCrashTests {
    private static let deaths = 5
    private static let writers = 8

    /// What the callers were told.
    private struct Told {
        var kept: Set<Int> = []
        var unknown: Set<Int> = []
        var others: [String] = []
    }

    private final class Observations: Sendable {
        let told = Mutex(Told())
        let isOver = Atomic(false)
    }

    @Test func `kill -9 of the server under load loses nothing acknowledged, halves nothing, and needs no hands`()
        async throws
    {
        let server = try await PrivatePostgreSQL()
        let store = try await SQLStore.open(url: server.url(try await server.makeDatabase()))
        let ends = try await underLoad(store) { observations in
            for _ in 1...Self.deaths {
                try await Self.grow(observations, by: 100)
                try await server.kill()
                try await server.start()
            }
            try await Self.grow(observations, by: 100)
        }
        print("\(Self.deaths) deaths of PostgreSQL: \(ends)")
        try await store.close()
    }

    @Test func `when a synchronous replica takes over nothing acknowledged is lost, and no hands are needed`()
        async throws
    {
        let primary = try await PrivatePostgreSQL()
        let name = try await primary.makeDatabase()
        let replica = try await primary.makeReplica(isSynchronous: true)
        let store = try await SQLStore.open(url: PrivatePostgreSQL.url(name, of: [primary, replica]))
        let ends = try await underLoad(store) { observations in
            try await Self.grow(observations, by: 200)
            try await primary.kill()
            try await replica.promote()
            try await Self.grow(observations, by: 200)
        }
        print("1 failover of PostgreSQL: \(ends)")
        try await store.close()
    }

    /// What was acknowledged and what was not, once it was found that nothing of it is lost or half there.
    private func underLoad(
        _ store: SQLStore, _ faults: (Observations) async throws -> Void
    ) async throws -> String {
        try await store.addTenant(.test)
        let observations = Observations()
        try await withThrowingTaskGroup(of: Void.self) { tasks in
            for writer in 0..<Self.writers {
                tasks.addTask {
                    for count in 0... {
                        guard !observations.isOver.load(ordering: .relaxed) else { return }
                        await Self.write(count * Self.writers + writer + 1, to: store, observations)
                    }
                }
            }
            try await faults(observations)
            observations.isOver.store(true, ordering: .relaxed)
            try await tasks.waitForAll()
        }
        let ends = observations.told.withLock { $0 }
        let found = try await Self.found(in: store, upTo: ends.kept.union(ends.unknown).max() ?? 0)
        #expect(ends.others == [])
        #expect(ends.kept.subtracting(found) == [])
        #expect(found.subtracting(ends.kept).subtracting(ends.unknown) == [])
        return "\(ends.kept.count) units acknowledged, 0 lost; \(ends.unknown.count) refused or unknown, of which "
            + "\(found.subtracting(ends.kept).count) were kept"
    }

    /// Waits until so many more units were acknowledged: the store has recovered by itself.
    private static func grow(_ observations: Observations, by count: Int) async throws {
        let wanted = observations.told.withLock { $0.kept.count } + count
        let deadline = ContinuousClock.now + .seconds(60)
        while observations.told.withLock({ $0.kept.count }) < wanted {
            try #require(.now < deadline, "the store does not recover")
            try await Task.sleep(for: .milliseconds(10))
        }
    }

    /// A unit of several rows; those and its row of the feed are there together or not at all.
    private static func write(_ number: Int, to store: SQLStore, _ observations: Observations) async {
        do {
            try await store.write(Tenant.test.id) { unit in
                try unit.save(DeviceRecord.numbered(number))
                try unit.save([.known("os.version", .text("12.\(number)"))], of: .numbered(number), receivedAt: .start)
            }
            observations.told.withLock { _ = $0.kept.insert(number) }
        } catch let error as StoreError where error.code == .unavailable {
            observations.told.withLock { _ = $0.unknown.insert(number) }
            try? await Task.sleep(for: .milliseconds(20))
        } catch {
            observations.told.withLock { $0.others.append("\(error)") }
        }
    }

    /// The devices that are there, each with its fact and its changes.
    private static func found(in store: SQLStore, upTo largest: Int) async throws -> Set<Int> {
        let counts = try await store.database.read { connection in
            try [
                "SELECT count(*) FROM device", "SELECT count(*) FROM fact", "SELECT count(*) / 2 FROM change",
                "SELECT newest / 2 FROM change_counter",
            ].map { sql in
                var row = try connection.query(sql, [], isReused: false).first ?? SQLRow([])
                return try row.integer()
            }
        }
        #expect(Set(counts).count == 1, "devices, facts, changes, counter: \(counts)")
        let ids = try await store.read(Tenant.test.id) { unit in
            Set(try unit.devices(after: nil, limit: 1_000_000).map(\.device.id))
        }
        let found = Set((1...max(largest, 1)).filter { ids.contains(.numbered($0)) })
        #expect(found.count == ids.count)
        return found
    }
}
