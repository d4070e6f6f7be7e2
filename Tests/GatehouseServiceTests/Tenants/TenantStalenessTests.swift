import GatehouseModel
import GatehouseTestSupport
import Testing

@testable import GatehouseService

@Suite struct TenantStalenessTests {
    @Test func `each tenant refuses by its own measure of how old the proof may be`() {
        let snapshot = AccessSnapshot()
        for (tenant, staleness) in [(Tenant.test, Duration.zero), (.other, .seconds(60))] {
            var access = TenantAccess()
            access.settings.staleness = staleness
            snapshot.replace(tenant.id, by: access)
        }
        snapshot.prove(at: .seconds(100))
        func fresh(after seconds: Int64) -> [Bool] {
            [Tenant.test, .other].map { snapshot.isFresh(for: $0.id, at: .seconds(100 + seconds)) }
        }
        #expect(fresh(after: 0) == [true, true])
        #expect(fresh(after: 1) == [false, true])
        #expect(fresh(after: 60) == [false, true])
        #expect(fresh(after: 61) == [false, false])
        #expect(!snapshot.isFresh(for: .random(), at: .seconds(101)), "nobody decides for who is not known")
    }
}
