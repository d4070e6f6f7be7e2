import GatehouseModel
import Testing

@Suite struct UpdateRingTests {
    private let rings = [
        UpdateRing(name: "everyone", percentage: 100, delay: .seconds(100)),
        UpdateRing(name: "canary", percentage: 5, delay: .zero),
        UpdateRing(name: "early", percentage: 25, delay: .seconds(10)),
    ]

    @Test func `a device is in the smallest ring that reaches it`() {
        let names = (0..<100).map { rings.ring(of: DeviceID(high: 7, low: $0))?.name }
        #expect(
            names == Array(repeating: "canary", count: 5) + Array(repeating: "early", count: 20)
                + Array(repeating: "everyone", count: 75))
    }

    @Test func `beyond every ring there is none`() {
        #expect([UpdateRing(name: "canary", percentage: 5, delay: .zero)].ring(of: DeviceID(high: 0, low: 5)) == nil)
        #expect([UpdateRing]().ring(of: DeviceID(high: 0, low: 0)) == nil)
    }
}
