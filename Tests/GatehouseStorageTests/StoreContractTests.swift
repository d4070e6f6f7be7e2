import GatehouseTestSupport
import Testing

@Suite struct StoreContractTests {
    @Test(arguments: StoreContract.cases)
    func `SQLite keeps the contract of every store`(_ promise: StoreContract.Case) async throws {
        try await withTemporaryStore(on: .sqlite, tenants: [.test, .other]) { try await promise.run($0) }
    }

    @Test(arguments: StoreContract.cases)
    func `PostgreSQL keeps the contract of every store`(_ promise: StoreContract.Case) async throws {
        try await withTemporaryStore(on: .postgresql, tenants: [.test, .other]) { try await promise.run($0) }
    }
}
