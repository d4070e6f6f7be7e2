import GatehouseKeys
import GatehouseModel
import Testing

@Suite struct IdentityNameTests {
    private static let tenant = "0a000000-0000-4001-8000-000000000000"
    private static let device = "0b000000-0000-4002-8000-000000000000"

    @Test(arguments: [
        "spiffe://\(tenant)/device/\(device)", "spiffe://\(tenant)/enforcement-point/edge-1.nginx_A",
        "spiffe://\(tenant)/browser/\(device)/1000", "spiffe://gatehouse/server",
    ])
    func `our names read back as they are written`(text: String) throws {
        #expect(try #require(IdentityName(text)).description == text)
    }

    @Test func `a device's name carries tenant and device`() {
        let name = IdentityName("spiffe://\(Self.tenant)/device/\(Self.device)")
        #expect(TenantID(Self.tenant).flatMap { tenant in DeviceID(Self.device).map { .device(tenant, $0) } } == name)
    }

    @Test(arguments: [
        "", "spiffe://", "spiffe://gatehouse/server/", "SPIFFE://gatehouse/server",
        "https://\(tenant)/device/\(device)",
        "spiffe://\(tenant)/device/", "spiffe://\(tenant)/device/\(device)/", "spiffe://\(tenant)/device/\(device)?x",
        "spiffe://\(tenant)/Device/\(device)", "spiffe://0A000000-0000-4001-8000-000000000000/device/\(device)",
        "spiffe://\(tenant)/enforcement-point/..", "spiffe://\(tenant)/enforcement-point/a b",
        "spiffe://\(tenant)/enforcement-point/", "spiffe://\(tenant)/enforcement-point/é",
        "spiffe://x/device/\(device)", "spiffe://\(tenant)/browser/\(device)",
        "spiffe://\(tenant)/browser/\(device)/", "spiffe://\(tenant)/browser/\(device)/01000",
        "spiffe://\(tenant)/browser/\(device)/+1", "spiffe://\(tenant)/browser/\(device)/4294967296",
        "spiffe://\(tenant)/browser/\(device)/1/2", "spiffe://\(tenant)/device/\(device)/1",
        "spiffe://\(tenant)/user/\(device)",
    ])
    func `every other spelling is refused`(text: String) {
        #expect(IdentityName(text) == nil)
    }
}
