import GatehouseModel
import GatehouseService
import GatehouseStorage
import GatehouseTestSupport
import Testing

@Suite struct SQLStoreTests {
    @Test func `a store that was closed opens again with what was written`() async throws {
        let directory = try TemporaryDirectory()
        let first = try await SQLStore.open(path: directory.file("gatehouse.sqlite"))
        try await first.addTenant(.test)
        try await first.close()
        let second = try await SQLStore.open(path: directory.file("gatehouse.sqlite"))
        #expect(try await second.tenants() == [.test])
        try await second.close()
    }
}
