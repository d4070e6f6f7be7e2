import GatehouseService
import Testing

@testable import GatehouseGateway

@Suite struct PeerIdentityTests {
    private static let tenant = EnforcementPointName.tenant

    @Test func `a name is read from its URI`() {
        #expect(EnforcementPointName(uri: "spiffe://\(Self.tenant)/enforcement-point/proxy") == .proxy)
    }

    @Test(arguments: [
        "spiffe://\(tenant)/device/\(FakeDecisionPoint.device)", "spiffe://\(tenant)/enforcement-point/",
        "spiffe://\(tenant)/enforcement-point/a/b", "spiffe://\(tenant)/enforcement-point", "spiffe://\(tenant)/",
        "spiffe://tenant/enforcement-point/a", "https://\(tenant)/enforcement-point/a",
        "spiffe://\(tenant)/browser/\(FakeDecisionPoint.device)/1000",
        "spiffe://\(tenant)/enforcement-point/a%2Fb", "spiffe://\(tenant)/enforcement-point/a b", "",
    ])
    func `anything else names nobody`(_ uri: String) {
        #expect(EnforcementPointName(uri: uri) == nil)
    }
}
