import Foundation
import GRDB
import GatehouseModel
import GatehouseService
import GatehouseTestSupport
import Testing

@testable import GatehouseStorage

@Suite struct SQLiteDatabaseTests {
    @Test func `the writer waits for the disk at every commit`() async throws {
        try await withDatabase { database in
            let (synchronous, journal) = try await database.pool.writeWithoutTransaction { connection in
                (
                    try Int.fetchOne(connection, sql: "PRAGMA synchronous"),
                    try String.fetchOne(connection, sql: "PRAGMA journal_mode")
                )
            }
            #expect(synchronous == 2)
            #expect(journal == "wal")
        }
    }

    @Test func `the file is for its owner alone`() async throws {
        let directory = try TemporaryDirectory()
        let store = try await SQLStore.open(path: directory.file("gatehouse.sqlite"))
        for name in ["gatehouse.sqlite", "gatehouse.sqlite-wal"] {
            let attributes = try FileManager.default.attributesOfItem(atPath: directory.file(name))
            #expect(attributes[.posixPermissions] as? Int == 0o600)
        }
        try await store.close()
    }

    @Test func `what a write returned from is in the files at once, without closing`() async throws {
        let directory = try TemporaryDirectory()
        let store = try await openWithTenant(in: directory)
        for number in 1...20 {
            try await store.write(Tenant.test.id) { try $0.save(DeviceRecord.numbered(number)) }
        }
        let copy = try copyFiles(in: directory)
        try await store.close()
        #expect(try await deviceCount(at: copy) == 20)
    }

    @Test func `a torn end of the log gives the last whole commit`() async throws {
        let directory = try TemporaryDirectory()
        let store = try await openWithTenant(in: directory)
        for number in 1...20 {
            try await store.write(Tenant.test.id) { try $0.save(DeviceRecord.numbered(number)) }
        }
        let copy = try copyFiles(in: directory)
        try await store.close()
        let log = try FileHandle(forUpdating: URL(filePath: copy + "-wal"))
        try log.truncate(atOffset: try log.seekToEnd() - 100)
        try log.close()
        #expect(try await deviceCount(at: copy) == 19)
    }

    @Test func `a file that is no database is refused as damaged`() async throws {
        let directory = try TemporaryDirectory()
        let path = directory.file("gatehouse.sqlite")
        try Data(repeating: 0x5A, count: 8192).write(to: URL(filePath: path))
        let error = await #expect(throws: StoreError.self) { _ = try await SQLStore.open(path: path) }
        #expect(error?.code == .corrupt)
    }

    @Test func `once damage is seen the store refuses everything`() async throws {
        let directory = try TemporaryDirectory()
        let store = try await openWithTenant(in: directory)
        try await store.write(Tenant.test.id) { unit in
            for number in 1...2000 { try unit.save(DeviceRecord.numbered(number)) }
        }
        try await store.close()
        let path = directory.file("gatehouse.sqlite")
        try damage(path)
        let damaged = try await SQLStore.open(path: path)
        await expect(.corrupt) {
            _ = try await damaged.read(Tenant.test.id) { try $0.devices(after: nil, limit: 5000) }
        }
        await expect(.corrupt) { _ = try await damaged.newestSequence() }
        await expect(.corrupt) { try await damaged.write(Tenant.test.id) { try $0.save(APIToken.numbered(1)) } }
        await expect(.corrupt) { try await damaged.verify() }
        try? await damaged.close()
    }

    @Test func `verifying finds damage that no question has met`() async throws {
        let directory = try TemporaryDirectory()
        let store = try await openWithTenant(in: directory)
        try await store.write(Tenant.test.id) { unit in
            for number in 1...2000 { try unit.save(DeviceRecord.numbered(number)) }
        }
        try await store.verify()
        try await store.close()
        let path = directory.file("gatehouse.sqlite")
        try damage(path)
        let damaged = try await SQLStore.open(path: path)
        await expect(.corrupt) { try await damaged.verify() }
        await expect(.corrupt) { _ = try await damaged.tenants() }
        try? await damaged.close()
    }

    @Test func `a damaged file that was not closed is refused when it is opened`() async throws {
        let directory = try TemporaryDirectory()
        let store = try await openWithTenant(in: directory)
        try await store.write(Tenant.test.id) { unit in
            for number in 1...2000 { try unit.save(DeviceRecord.numbered(number)) }
        }
        try await store.close()
        let second = try await SQLStore.open(path: directory.file("gatehouse.sqlite"))
        try await second.write(Tenant.test.id) { try $0.save(APIToken.numbered(1)) }
        let copy = try copyFiles(in: directory)
        try await second.close()
        try damage(copy)
        await expect(.corrupt) { _ = try await SQLStore.open(path: copy) }
    }

    @Test func `a full disk keeps nothing of a unit of work, and the store goes on when there is space`() async throws {
        let directory = try TemporaryDirectory()
        let database = try SQLiteDatabase.open(path: directory.file("gatehouse.sqlite"))
        try await Migrator().migrate(database)
        let store = SQLStore(database)
        try await store.addTenant(.test)
        try await store.write(Tenant.test.id) { try $0.save(DeviceRecord.numbered(1)) }
        try await limitPages(of: database, toFurther: 4)
        await expect(.full) {
            try await store.write(Tenant.test.id) { unit in
                for number in 2...500 { try unit.save(DeviceRecord.numbered(number)) }
            }
        }
        #expect(try await store.read(Tenant.test.id) { try $0.devices(after: nil, limit: 10).count } == 1)
        #expect(try await store.newestSequence() == 1)
        try await limitPages(of: database, toFurther: 100_000)
        try await store.write(Tenant.test.id) { try $0.save(DeviceRecord.numbered(2)) }
        try await store.verify()
        #expect(try await store.newestSequence() == 2)
        try await store.close()
    }

    @Test func `a closed store refuses, after what it accepted became durable`() async throws {
        let directory = try TemporaryDirectory()
        let store = try await openWithTenant(in: directory)
        let writing = (1...50).map { number in
            Task { try await store.write(Tenant.test.id) { try $0.save(DeviceRecord.numbered(number)) } }
        }
        try await writing[0].value
        try await store.close()
        var kept = 0
        for write in writing {
            switch await write.result {
            case .success: kept += 1
            case .failure(let error): #expect((error as? StoreError)?.code == .unavailable)
            }
        }
        await expect(.unavailable) { _ = try await store.newestSequence() }
        let log = try? FileManager.default.attributesOfItem(atPath: directory.file("gatehouse.sqlite-wal"))
        #expect(log?[.size] as? Int ?? 0 == 0)
        #expect(try await deviceCount(at: directory.file("gatehouse.sqlite")) == kept)
    }
}

extension SQLiteDatabaseTests {
    private func openWithTenant(in directory: TemporaryDirectory) async throws -> SQLStore {
        let store = try await SQLStore.open(path: directory.file("gatehouse.sqlite"))
        try await store.addTenant(.test)
        return store
    }

    /// The database and its log as power loss would leave them.
    private func copyFiles(in directory: TemporaryDirectory) throws -> String {
        let copy = directory.file("copy.sqlite")
        for suffix in ["", "-wal"] {
            try FileManager.default.copyItem(
                atPath: directory.file("gatehouse.sqlite") + suffix, toPath: copy + suffix)
        }
        return copy
    }

    /// Overwrites the second half of the file.
    private func damage(_ path: String) throws {
        let file = try FileHandle(forUpdating: URL(filePath: path))
        let size = try file.seekToEnd()
        try file.seek(toOffset: size / 2)
        try file.write(contentsOf: Data(repeating: 0xA5, count: Int(size / 2)))
        try file.close()
    }

    private func deviceCount(at path: String) async throws -> Int {
        let store = try await SQLStore.open(path: path)
        let count = try await store.read(Tenant.test.id) { try $0.devices(after: nil, limit: 1000).count }
        try await store.close()
        return count
    }

    private func limitPages(of database: SQLiteDatabase, toFurther pages: Int) async throws {
        try await database.pool.writeWithoutTransaction { connection in
            let count = try Int.fetchOne(connection, sql: "PRAGMA page_count") ?? 0
            try connection.execute(sql: "PRAGMA max_page_count = \(count + pages)")
        }
    }

    private func expect(_ code: StoreError.Code, by body: () async throws -> Void) async {
        let error = await #expect(throws: StoreError.self) { try await body() }
        #expect(error?.code == code)
    }
}
