import GatehouseModel
import GatehouseService
import GatehouseStorage
import GatehouseTestSupport
import GatehouseWire
import Hummingbird
import Testing

struct AuditRoutesTests {
    @Test func `acts are listed oldest first, page by page`() async throws {
        try await APIFixture.run { api in
            let first: ListPage<AuditItem> = try await api.ask(.get, "/api/v1/audit?limit=2", as: .analyst).message()
            #expect(first.items.map(\.sequence) == [1, 2])
            #expect(first.items.first?.action == "token.create")
            let next = try #require(first.next)
            let second: ListPage<AuditItem> = try await api.ask(.get, "/api/v1/audit?cursor=\(next)").message()
            #expect(second.items.map(\.sequence) == [3, 4, 5, 6, 7])
            #expect(second.next == nil)
        }
    }

    @Test func `an untouched log is whole`() async throws {
        try await APIFixture.run { api in
            let found: GatehouseWire.AuditVerification = try await api.ask(.get, "/api/v1/audit/verify").message()
            #expect(found.intact)
            #expect(found.rows == 7)
            #expect(found.problem == nil)
        }
    }

    @Test func `a row that does not follow is found`() async throws {
        try await APIFixture.run { api in
            try await api.store.write(Tenant.test.id) { work in
                try work.append(
                    AuditRow(
                        sequence: 8,
                        entry: AuditEntry(at: APIFixture.now, actor: "nobody", action: "forge", target: "log"),
                        hash: String(repeating: "0", count: 64)))
            }
            let found: GatehouseWire.AuditVerification = try await api.ask(.get, "/api/v1/audit/verify").message()
            #expect(!found.intact)
            #expect(found.problem?.contains("row 8") == true)
        }
    }
}
