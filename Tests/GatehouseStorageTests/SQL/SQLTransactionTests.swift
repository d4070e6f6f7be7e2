import GRDB
import GatehouseModel
import GatehouseService
import GatehouseTestSupport
import Testing

@testable import GatehouseStorage

@Suite struct SQLTransactionTests {
    @Test(arguments: ["UPDATE audit SET actor = 'nobody'", "DELETE FROM audit"])
    func `an audit row can be neither changed nor removed, by any SQL`(_ sql: String) async throws {
        try await withDatabase { database in
            try await Migrator().migrate(database)
            let store = SQLStore(database)
            try await store.addTenant(.test)
            try await store.write(Tenant.test.id) { try $0.append(AuditRow.numbered(1)) }
            let error = await #expect(throws: StoreError.self) {
                try await database.write { try $0.execute(sql, []) }
            }
            #expect(error?.code == .conflict)
            #expect(try await store.read(Tenant.test.id) { try $0.newestAuditRow() } == .numbered(1))
        }
    }

    @Test func `a stored word that we do not know is damage, not a default`() async throws {
        try await withDatabase { database in
            try await Migrator().migrate(database)
            let store = SQLStore(database)
            try await store.addTenant(.test)
            try await store.write(Tenant.test.id) { try $0.save(DeviceRecord.numbered(1)) }
            try await database.write { try $0.execute("UPDATE device SET lifecycle = 'trusted'", []) }
            let error = await #expect(throws: StoreError.self) {
                _ = try await store.read(Tenant.test.id) { try $0.device(.numbered(1)) }
            }
            #expect(error?.code == .corrupt)
        }
    }
}
