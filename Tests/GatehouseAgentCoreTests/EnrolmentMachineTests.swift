import GatehouseAgentCore
import GatehouseKeys
import GatehouseModel
import GatehouseTestSupport
import GatehouseWire
import Testing

@Suite struct EnrolmentMachineTests {
    private let tenant = TenantID(high: 0, low: 1)
    private let device = DeviceID(high: 0, low: 2)
    private let key = DeviceKey()

    private var pending: PendingKey { PendingKey(request: RequestID(high: 0, low: 4), publicKey: key.publicKeyDER) }

    private func response(naming named: DeviceID? = nil, for key: DeviceKey) throws -> EnrolmentResponse {
        var leaf = TestPKI.Leaf.device(tenant, named ?? device)
        leaf.certificateRequest = try makeCertificateRequest(key: key, commonName: "d")
        let issued = try TestPKI(now: Moment.start).issue(leaf)
        return EnrolmentResponse(
            tenant: tenant, device: device, certificateChain: issued.chainPEM, notAfter: issued.certificate.notAfter,
            deviceChannel: "https://localhost:8444", trustRoots: "roots")
    }

    private func sending() -> EnrolmentMachine {
        var machine = EnrolmentMachine(attempts: 2)
        _ = machine.event(.start(nil), at: .at(0, id: 4))
        _ = machine.event(.keySaved(pending), at: .at(0))
        return machine
    }

    @Test func `key, request, identity, done`() throws {
        var machine = EnrolmentMachine()
        let response = try response(for: key)
        #expect(machine.event(.start(nil), at: .at(0, id: 4)) == [.makeKey(RequestID(high: 0, low: 4))])
        #expect(machine.event(.keySaved(pending), at: .at(0)) == [.send(pending)])
        #expect(machine.event(.answered(response), at: .at(1)) == [.saveIdentity(response)])
        #expect(machine.event(.identitySaved, at: .at(1)) == [.discardKey, .succeed])
    }

    @Test func `an attempt that died is resumed with its key and request`() {
        var machine = EnrolmentMachine()
        #expect(machine.event(.start(pending), at: .at(0, id: 9)) == [.send(pending)])
    }

    @Test func `an unreachable server is tried as often as allowed, and the key is kept`() {
        var machine = sending()
        #expect(machine.event(.failed(.lost), at: .at(1)) == [.wake(after: .milliseconds(500))])
        #expect(machine.event(.timerFired, at: .at(2)) == [.send(pending)])
        #expect(machine.event(.failed(.lost), at: .at(3)) == [.fail(.request(.lost))])
    }

    @Test func `a refused code is final and leaves no key`() {
        var machine = sending()
        let refused = RequestFailure.refused(status: 403, code: "codeExpired", detail: "the code expired")
        #expect(machine.event(.failed(refused), at: .at(1)) == [.discardKey, .fail(.request(refused))])
    }

    @Test func `a certificate for another key or device is not kept`() throws {
        var machine = sending()
        #expect(
            machine.event(.answered(try response(for: DeviceKey())), at: .at(1))
                == [.fail(.badIdentity("the certificate names another key"))])
        machine = sending()
        let other = try response(naming: DeviceID(high: 0, low: 3), for: key)
        #expect(
            machine.event(.answered(other), at: .at(1)) == [.fail(.badIdentity("the certificate names another device"))]
        )
    }

    private func waiting(_ seconds: Int64 = 15) -> EnrolmentPending {
        EnrolmentPending(
            id: EnrolmentID(high: 0, low: 5), detail: "the code needs somebody's word", retryAfter: .seconds(seconds),
            expiresAt: Moment.start + .seconds(86_400))
    }

    @Test func `who must wait says so once, and asks again with the same request`() throws {
        var machine = sending()
        let response = try response(for: key)
        #expect(
            machine.event(.pending(waiting()), at: .at(0)) == [.tell(waiting()), .wake(after: .seconds(15))])
        #expect(machine.event(.timerFired, at: .at(15)) == [.send(pending)])
        #expect(machine.event(.pending(waiting(60)), at: .at(15)) == [.wake(after: .seconds(60))])
        #expect(machine.event(.timerFired, at: .at(75)) == [.send(pending)])
        #expect(machine.event(.answered(response), at: .at(76)) == [.saveIdentity(response)])
    }

    @Test func `a server that goes away while it is waited for somebody is asked until the patience ends`() {
        var machine = EnrolmentMachine(attempts: 1, patience: .seconds(100))
        _ = machine.event(.start(pending), at: .at(0))
        _ = machine.event(.pending(waiting()), at: .at(0))
        for second in stride(from: Int64(10), through: 90, by: 10) {
            #expect(machine.event(.timerFired, at: .at(second)) == [.send(pending)])
            #expect(machine.event(.failed(.lost), at: .at(second)).count == 1)
        }
        _ = machine.event(.timerFired, at: .at(101))
        #expect(machine.event(.failed(.lost), at: .at(101)) == [.fail(.stillWaiting(waiting()))])
    }

    @Test func `the last wait ends with the patience, and the key is kept for the next attempt`() {
        var machine = EnrolmentMachine(attempts: 1, patience: .seconds(10))
        _ = machine.event(.start(pending), at: .at(0))
        #expect(
            machine.event(.pending(waiting()), at: .at(0)) == [.tell(waiting()), .wake(after: .seconds(10))])
        _ = machine.event(.timerFired, at: .at(10))
        #expect(machine.event(.pending(waiting()), at: .at(10)) == [.fail(.stillWaiting(waiting()))])
    }
}
