import GatehouseModel
import GatehouseService
import GatehouseTestSupport
import Glibc
import Testing

@testable import GatehouseStorage

/// Several hosts in one URL, of which one takes writes.
@Suite struct PostgreSQLFailoverTests {
    @Test func `a server that turns read-only is left for the replica, and a change that it lacks is missed`()
        async throws
    {
        let primary = try await PrivatePostgreSQL()
        let name = try await primary.makeDatabase()
        let replica = try await primary.makeReplica(isSynchronous: false)
        let store = try await SQLStore.open(url: PrivatePostgreSQL.url(name, of: [replica, primary]))
        try await store.addTenant(.test)
        try await store.write(Tenant.test.id) { try $0.save(DeviceRecord.numbered(1)) }
        let common = try await store.feedPosition(since: nil)
        // Until the replica has come as far, it does not know the table either.
        try await wait { (try? await replica.ask("SELECT newest FROM change_counter", in: name)) == "1" }
        try await replica.stopFollowing()
        try await store.write(Tenant.test.id) { try $0.save(DeviceRecord.numbered(2)) }
        let lost = try await store.feedPosition(since: common)

        try await primary.setReadOnly(true)
        try await replica.promote()
        try await wait {
            do {
                try await store.write(Tenant.test.id) { try $0.save(DeviceRecord.numbered(3)) }
                return true
            } catch let error as StoreError where error.code == .unavailable {
                return false
            }
        }
        await #expect(throws: OtherHistory.self) { try await store.feedPosition(since: lost) }
        #expect(try await store.feedPosition(since: common).sequence == lost.sequence)
        let found = try await store.read(Tenant.test.id) { unit in
            try [1, 2, 3].filter { try unit.device(.numbered($0)) != nil }
        }
        #expect(found == [1, 3], "a reader still asks the server of the past")
        try await store.close()
    }

    @Test func `a host that says nothing is passed over, and is not asked first again`() async throws {
        let server = try await PrivatePostgreSQL.shared()
        let name = try await server.makeDatabase("TEMPLATE gatehouse_template")
        let silent = try FreePorts.take(1)[0]
        let socket = try #require(FreePorts.bound(to: silent))
        defer { close(socket) }
        let real = server.networkURL(name).split(separator: "@")[1]
        var limits = PostgreSQLLimits()
        limits.connectingToOneOfMany = .milliseconds(500)
        let address = try PostgreSQLAddress("postgresql://gatehouse@127.0.0.1:\(silent),\(real)?sslmode=disable")
        let store = try await SQLStore.open(address, limits: limits)
        #expect(Self.takeConnections(of: socket) > 0, "it stands first in the URL")
        #expect(try await store.newestSequence() == 0)
        #expect(try await store.tenants() == [])
        #expect(Self.takeConnections(of: socket) == 0, "the one that answered is asked first")
        try await store.close()
    }

    /// Ends who came to a socket that never answers; how many there were.
    private static func takeConnections(of socket: Int32) -> Int {
        var count = 0
        var waiting = pollfd(fd: socket, events: Int16(POLLIN), revents: 0)
        while poll(&waiting, 1, 0) > 0 {
            let taken = accept(socket, nil, nil)
            guard taken >= 0 else { break }
            close(taken)
            count += 1
        }
        return count
    }

    @Test func `a connection that lost its statements, or whose tables were changed, is replaced unnoticed`()
        async throws
    {
        let database = try await TestDatabase.make(on: .postgresql)
        let server = try await PrivatePostgreSQL.shared()
        var limits = PostgreSQLLimits()
        limits.readers = 1
        let store = try await SQLStore.open(PostgreSQLAddress(database.location), limits: limits)
        let name = try #require(database.location.split(separator: "/").dropFirst(2).first?.split(separator: "?").first)
        let table = String(name.split(separator: "@").last ?? name)
        try await store.database.write { try $0.execute("CREATE TABLE changing (first BIGINT)", []) }
        try await store.database.write { try $0.execute("INSERT INTO changing VALUES (7)", []) }
        for _ in 1...3 { #expect(try await Self.columns(of: store) == 1) }
        try await store.database.read { _ = try $0.query("DEALLOCATE ALL", [], isReused: false) }
        #expect(try await Self.columns(of: store) == 1)
        try await server.ask("ALTER TABLE changing ADD COLUMN second BIGINT NOT NULL DEFAULT 8", in: table)
        #expect(try await Self.columns(of: store) == 2)
        try await store.close()
        withExtendedLifetime(database) {}
    }

    private static func columns(of store: SQLStore) async throws -> Int {
        try await store.database.read { connection in
            guard var row = try connection.query("SELECT * FROM changing", [], isReused: true).first else { return 0 }
            var count = 0
            while (try? row.integer()) != nil { count += 1 }
            return count
        }
    }

    private func wait(_ isSo: () async throws -> Bool) async throws {
        let deadline = ContinuousClock.now + .seconds(30)
        while try await !isSo() {
            try #require(.now < deadline, "it does not come to that")
            try await Task.sleep(for: .milliseconds(50))
        }
    }
}
