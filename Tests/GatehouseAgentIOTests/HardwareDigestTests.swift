@testable import GatehouseAgentIO
import GatehouseModel
import Testing

@Suite struct HardwareDigestTests {
    private func facts(_ uuid: FactState, _ serial: FactState) -> [Fact] {
        [("hardware.uuid", uuid), ("hardware.serial", serial)].map { key, state in
            Fact(
                key: FactKey(key), state: state, source: "", evidence: "", observedAt: Instant(seconds: 0),
                assurance: .agentVerified)
        }
    }

    @Test func `the same machine gives the same digest, another gives another`() {
        let one = HardwareDigest.digest(of: facts(.known(.text("u")), .known(.text("s"))))
        #expect(one?.count == 64)
        #expect(one == HardwareDigest.digest(of: facts(.known(.text("u")), .known(.text("s")))))
        #expect(one != HardwareDigest.digest(of: facts(.known(.text("u")), .known(.text("t")))))
        #expect(one != HardwareDigest.digest(of: facts(.known(.text("u")), .absent(reason: ""))))
    }

    @Test func `what could not be read this time gives none, rather than another`() {
        #expect(HardwareDigest.digest(of: facts(.known(.text("u")), .unavailable(reason: ""))) == nil)
        #expect(HardwareDigest.digest(of: facts(.absent(reason: ""), .absent(reason: ""))) == nil)
        #expect(HardwareDigest.digest(of: []) == nil)
    }

    @Test func `a simulation's name stands in`() {
        let one = HardwareDigest.digest(of: [], environment: ["GATEHOUSE_HARDWARE_ID": "1"])
        #expect(one != nil)
        #expect(one != HardwareDigest.digest(of: [], environment: ["GATEHOUSE_HARDWARE_ID": "2"]))
    }
}
