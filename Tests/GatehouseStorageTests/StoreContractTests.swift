import GatehouseTestSupport
import Testing

@Suite struct StoreContractTests {
    @Test(arguments: StoreContract.cases)
    func `SQLite keeps the contract of every store`(_ promise: StoreContract.Case) async throws {
        try await withTemporaryStore(tenants: [.test, .other]) { try await promise.run($0) }
    }
}
