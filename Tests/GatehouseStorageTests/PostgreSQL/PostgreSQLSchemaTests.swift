import Foundation
import GatehouseModel
import GatehouseService
import GatehouseTestSupport
import Synchronization
import Testing

@testable import GatehouseStorage

@Suite struct PostgreSQLSchemaTests {
    private static let golden = URL(filePath: #filePath).deletingLastPathComponent()
        .appending(path: "../../../Sources/GatehouseStorage/Migrations/schema-postgresql.sql").standardizedFileURL

    private static func table(_ name: String, number: Int64) -> Migration {
        Migration(number: number, name: name) { ["CREATE TABLE \(name) (a \($0.integer) NOT NULL)\($0.plainTable)"] }
    }

    /// `GOLDEN=1` rewrites the file instead of comparing it.
    @Test func `the sum of all migrations on PostgreSQL is its golden schema`() async throws {
        let server = try await PrivatePostgreSQL.shared()
        let name = try await server.makeDatabase()
        try await SQLStore.open(url: server.url(name)).close()
        let schema = try await server.schema(of: name)
        if ProcessInfo.processInfo.environment["GOLDEN"] == "1" {
            try schema.write(to: Self.golden, atomically: true, encoding: .utf8)
        }
        #expect(try String(contentsOf: Self.golden, encoding: .utf8) == schema)
    }

    @Test func `of nodes that start at once one migrates and all are ready`() async throws {
        let server = try await PrivatePostgreSQL.shared()
        let url = server.url(try await server.makeDatabase())
        try await withThrowingTaskGroup(of: Int64.self) { nodes in
            for _ in 1...3 {
                nodes.addTask {
                    let store = try await SQLStore.open(url: url)
                    let sequence = try await store.newestSequence()
                    try await store.close()
                    return sequence
                }
            }
            for try await sequence in nodes { #expect(sequence == 0) }
        }
    }

    @Test func `a database that a newer version has written is refused`() async throws {
        let server = try await PrivatePostgreSQL.shared()
        let name = try await server.makeDatabase("TEMPLATE gatehouse_template")
        try await server.ask("INSERT INTO schema_migration VALUES (1000, 'later', 1000)", in: name)
        let error = await #expect(throws: StoreError.self) { _ = try await SQLStore.open(url: server.url(name)) }
        #expect(error?.message == "the database was written by a newer version of Gatehouse")
    }

    @Test(arguments: TestEngine.allCases)
    func `a step of the schema runs beside readers and writers, who lose nothing`(_ engine: TestEngine) async throws {
        let database = try await TestDatabase.make(on: engine)
        let node = try await database.open()
        let other = engine == .postgresql ? try await database.open() : node
        try await node.addTenant(.test)
        let writing = Task {
            for number in 1...300 {
                try await node.write(Tenant.test.id) { try $0.save(DeviceRecord.numbered(number)) }
                _ = try await node.read(Tenant.test.id) { try $0.device(.numbered(number)) }
            }
        }
        let later = Migration(number: 2, name: "later") { dialect in
            [
                "ALTER TABLE device ADD COLUMN colour \(dialect.text) NOT NULL DEFAULT ''",
                "CREATE INDEX device_by_colour ON device (tenant, colour, id)",
            ]
        }
        try await Migrator(Migration.all + [later]).migrate(other.database)
        try await writing.value
        #expect(try await other.read(Tenant.test.id) { try $0.devices(after: nil, limit: 1000).count } == 300)
        try await node.close()
        try await other.close()
        withExtendedLifetime(database) {}
    }

    /// Expand, then contract: what the older program never looked at comes and goes beside it.
    @Test(arguments: TestEngine.allCases)
    func `an older program goes on beside steps that add and take away, and starts only before the second`(
        _ engine: TestEngine
    ) async throws {
        let database = try await TestDatabase.make(on: engine)
        let older = try await database.open()
        let newer = engine == .postgresql ? try await database.open() : older
        try await older.addTenant(.test)
        let known = Int64(Migration.all.count)
        let expand = Migration(number: known + 1, name: "expand", needs: known) {
            ["ALTER TABLE device ADD COLUMN colour \($0.text) NOT NULL DEFAULT ''"]
        }
        let contract = Migration(number: known + 2, name: "contract", needs: known + 1) { _ in
            ["ALTER TABLE device DROP COLUMN colour"]
        }
        let isOver = Mutex(false)
        let writing = Task {
            var number = 0
            while !isOver.withLock(\.self) {
                number += 1
                try await older.write(Tenant.test.id) { [number] in try $0.save(DeviceRecord.numbered(number)) }
                let kept = try await older.read(Tenant.test.id) { [number] in try $0.device(.numbered(number)) }
                #expect(kept?.device.name == "device-\(number)")
            }
            return number
        }
        try await Migrator(Migration.all + [expand]).migrate(newer.database)
        try await Migrator(Migration.all).migrate(newer.database)
        try await Migrator(Migration.all + [expand, contract]).migrate(newer.database)
        let refusal = await #expect(throws: StoreError.self) {
            try await Migrator(Migration.all).migrate(newer.database)
        }
        #expect(refusal?.message == "the database was written by a newer version of Gatehouse")
        isOver.withLock { $0 = true }
        let count = try await writing.value
        #expect(try await newer.read(Tenant.test.id) { try $0.devices(after: nil, limit: 10_000).count } == count)
        try await older.close()
        try await newer.close()
        withExtendedLifetime(database) {}
    }

    @Test func `a step waits for who holds its table, and asks again rather than holding everybody up`() async throws {
        try await withNode(schemaLock: .milliseconds(100)) { store in
            let holder = Task {
                try await store.database.read { connection in
                    _ = try connection.query("SELECT count(*) FROM device", [], isReused: false)
                    _ = try connection.query("SELECT pg_sleep(0.6)", [], isReused: false)
                }
            }
            try await Task.sleep(for: .milliseconds(100))
            let later = Migration(number: 2, name: "later") { ["ALTER TABLE device ADD COLUMN c \($0.text)"] }
            try await Migrator(Migration.all + [later]).migrate(store.database)
            try await holder.value
        }
    }

    private func withNode(schemaLock: Duration, _ body: (SQLStore) async throws -> Void) async throws {
        let database = try await TestDatabase.make(on: .postgresql)
        var limits = PostgreSQLLimits()
        limits.schemaLock = schemaLock
        let store = try await SQLStore.open(PostgreSQLAddress(database.location), limits: limits)
        try await body(store)
        try await store.close()
        withExtendedLifetime(database) {}
    }
}
