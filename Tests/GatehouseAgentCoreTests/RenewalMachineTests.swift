import GatehouseAgentCore
import GatehouseKeys
import GatehouseModel
import GatehouseTestSupport
import GatehouseWire
import Testing

@Suite struct RenewalMachineTests {
    private static let life: Int64 = 6 * 3600
    private let pki: TestPKI
    private let current: PeerCertificate
    private let key = DeviceKey()

    init() throws {
        pki = try TestPKI(now: Moment.start)
        current = try pki.issue(Self.leaf()).certificate
    }

    private static func leaf() -> TestPKI.Leaf {
        var leaf = TestPKI.Leaf.device(TenantID(high: 0, low: 1), DeviceID(high: 0, low: 2))
        leaf.notBefore = Moment.start
        leaf.notAfter = Moment.start + .seconds(life)
        return leaf
    }

    private var pending: PendingKey { PendingKey(request: RequestID(high: 0, low: 4), publicKey: key.publicKeyDER) }

    private func renewed(for key: DeviceKey) throws -> (response: RenewalResponse, certificate: PeerCertificate) {
        var leaf = Self.leaf()
        leaf.notBefore = Moment.start + .seconds(Self.life * 2 / 3)
        leaf.notAfter = Moment.start + .seconds(Self.life * 5 / 3)
        leaf.certificateRequest = try makeCertificateRequest(key: key, commonName: "d")
        let issued = try pki.issue(leaf)
        let response = RenewalResponse(certificateChain: issued.chainPEM, notAfter: issued.certificate.notAfter)
        return (response, issued.certificate)
    }

    /// Started, due, and with the key saved: a request is under way.
    private func sending() -> RenewalMachine {
        var machine = RenewalMachine(certificate: current)
        _ = machine.event(.start(nil), at: .at(Self.life * 2 / 3, id: 4))
        _ = machine.event(.keySaved(pending), at: .at(Self.life * 2 / 3))
        return machine
    }

    @Test func `it sleeps an hour at most until two thirds of the life are over`() {
        var machine = RenewalMachine(certificate: current)
        #expect(machine.due == Moment.start + .seconds(Self.life * 2 / 3))
        #expect(machine.event(.start(nil), at: .at(0)) == [.wake(after: .seconds(3600))])
        #expect(machine.event(.timerFired, at: .at(13_000)) == [.wake(after: .seconds(1400))])
        #expect(machine.event(.timerFired, at: .at(14_400, id: 4)) == [.makeKey(RequestID(high: 0, low: 4))])
    }

    @Test func `key first, then the request, then the switch, then sleep`() throws {
        var machine = sending()
        let (response, certificate) = try renewed(for: key)
        #expect(machine.event(.answered(response), at: .at(14_401)) == [.switchIdentity(response)])
        #expect(
            machine.event(.switched(certificate), at: .at(14_402))
                == [.discardKey, .wake(after: .seconds(3600))])
    }

    @Test func `a lost answer repeats the same request with the same key`() {
        var machine = sending()
        #expect(machine.event(.failed(.lost), at: .at(14_401)) == [.wake(after: .milliseconds(500))])
        #expect(machine.event(.timerFired, at: .at(14_402, id: 9)) == [.send(pending)])
    }

    @Test func `an agent that died between key and answer resumes at once`() {
        var machine = RenewalMachine(certificate: current)
        #expect(machine.event(.start(pending), at: .at(0, id: 9)) == [.send(pending)])
    }

    @Test func `an agent that died after the switch only tidies up`() {
        var machine = RenewalMachine(certificate: current)
        let left = PendingKey(request: RequestID(high: 0, low: 4), publicKey: current.publicKeyDER)
        #expect(machine.event(.start(left), at: .at(0)) == [.discardKey, .wake(after: .seconds(3600))])
    }

    @Test func `a certificate for another key is not used`() throws {
        var machine = sending()
        let (response, _) = try renewed(for: DeviceKey())
        #expect(
            machine.event(.answered(response), at: .at(14_401, random: 1)) == [.discardKey, .wake(after: .seconds(1))])
        #expect(machine.event(.timerFired, at: .at(14_403, id: 8)) == [.makeKey(RequestID(high: 0, low: 8))])
    }

    @Test func `a refused request is tried again with a fresh key, later`() {
        var machine = sending()
        #expect(
            machine.event(.failed(.refused(status: 400, code: "weakKey", detail: "")), at: .at(14_401, random: 1))
                == [.discardKey, .wake(after: .seconds(1))])
    }

    @Test func `a switch that cannot be written keeps the old identity and repeats`() throws {
        var machine = sending()
        _ = machine.event(.answered(try renewed(for: key).response), at: .at(14_401))
        #expect(machine.event(.failed(.lost), at: .at(14_402)) == [.wake(after: .milliseconds(500))])
        #expect(machine.event(.timerFired, at: .at(14_403)) == [.send(pending)])
    }

    @Test func `reaching the server cuts the wait short, but not the sleep`() {
        var machine = sending()
        _ = machine.event(.failed(.lost), at: .at(14_401))
        #expect(machine.event(.reconnected, at: .at(14_402)) == [.cancelWake, .send(pending)])
        var asleep = RenewalMachine(certificate: current)
        _ = asleep.event(.start(nil), at: .at(0))
        #expect(asleep.event(.reconnected, at: .at(1)).isEmpty)
    }

    @Test func `beyond its end the certificate cannot be renewed`() {
        var machine = sending()
        let actions = machine.event(.failed(.lost), at: .at(Self.life))
        #expect(actions.contains { if case .stop(let why) = $0 { why.code == .identityExpired } else { false } })
    }
}
