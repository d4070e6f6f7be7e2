import GRDB
import GatehouseModel
import GatehouseService
import GatehouseTestSupport
import Testing

@testable import GatehouseStorage

@Suite struct TenantTableTests {
    @Test func `every table that has a tenant is listed, with its key and all its columns`() async throws {
        try await withDatabase { database in
            try await Migrator().migrate(database)
            let found = try await database.pool.read { database in
                try String.fetchAll(database, sql: "SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")
                    .compactMap { name -> String? in
                        let columns = try database.columns(in: name).map(\.name)
                        guard columns.contains("tenant") else { return nil }
                        let key = try database.primaryKey(name).columns.filter { $0 != "tenant" }
                        return "\(name) \(key.isEmpty ? ["tenant"] : key) \(columns.filter { $0 != "tenant" }.sorted())"
                    }
            }
            let listed = TenantTable.all.map { "\($0.name) \($0.key) \($0.columns.map(\.name).sorted())" }
            #expect(listed.sorted() == found.sorted())
        }
    }

    @Test func `no hash and nothing sealed is exported`() {
        let secrets = Set(
            TenantTable.all.flatMap { table in
                table.columns.filter(\.isSecret).map { "\(table.name).\($0.name)" }
            })
        let suspicious = TenantTable.all.flatMap { table in
            table.columns.filter { ["hash", "secret_hash", "sealed", "nonce"].contains($0.name) }
                .map { "\(table.name).\($0.name)" }
        }
        // The audit log's hashes are what it is verified by.
        #expect(Set(suspicious).subtracting(secrets) == ["audit.hash"])
        #expect(TenantTable.all.filter { !$0.isExported }.map(\.name) == ["change"])
    }

    @Test func `rows are deleted only of a tenant on its way out, and then every one`() async throws {
        try await withDatabase { database in
            try await Migrator().migrate(database)
            let store = SQLStore(database)
            for tenant in [Tenant.test, .other] { try await store.addTenant(tenant) }
            for tenant in [Tenant.test, .other] {
                try await store.write(tenant.id) { work in
                    try work.save(DeviceRecord.numbered(1))
                    try work.save(CertificateRecord.numbered(1, of: .numbered(1)))
                    try work.append(AuditRow.numbered(1))
                    try work.save(sealedAuthority: [1, 2], at: .start)
                }
            }
            let error = await #expect(throws: StoreError.self) {
                try await store.administer(as: Tenant.test.id) { try $0.deleteRows(of: Tenant.other.id, limit: 10) }
            }
            #expect(error?.code == .conflict)
            var gone = Tenant.other
            gone.state = .deleting
            let leaving = gone
            try await store.administer(as: Tenant.test.id) { try $0.saveState(of: leaving) }
            await #expect(throws: StoreError.self) {
                try await store.administer(as: Tenant.test.id) { try $0.remove(leaving.id) }
            }
            var rounds = 0
            while try await store.administer(as: Tenant.test.id, { try $0.deleteRows(of: leaving.id, limit: 1) }) > 0 {
                rounds += 1
            }
            #expect(rounds > 4)
            try await store.administer(as: Tenant.test.id) { try $0.remove(leaving.id) }
            #expect(try await Self.tablesThatName(leaving.id, in: database).isEmpty)
            #expect(try await store.tenants() == [.test])
            let kept = try await store.read(Tenant.test.id) { (try $0.device(.numbered(1)), try $0.newestAuditRow()) }
            #expect(kept.0 != nil)
            #expect(kept.1 != nil)
        }
    }

    /// Tables with the tenant's bytes anywhere in a row.
    private static func tablesThatName(_ tenant: TenantID, in database: SQLiteDatabase) async throws -> [String] {
        guard case .bytes(let bytes) = tenant.sqlValue else { return ["no bytes"] }
        let blob = "x'" + Hex.encode(bytes) + "'"
        return try await database.pool.read { database in
            try String.fetchAll(database, sql: "SELECT name FROM sqlite_master WHERE type = 'table'").filter { name in
                let columns = try database.columns(in: name).map(\.name)
                let condition = columns.map { "\"\($0)\" = \(blob)" }.joined(separator: " OR ")
                return try Bool.fetchOne(database, sql: "SELECT EXISTS (SELECT 1 FROM \(name) WHERE \(condition))")
                    ?? false
            }
        }
    }
}
