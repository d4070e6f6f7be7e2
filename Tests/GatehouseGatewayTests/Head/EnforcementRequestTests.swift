import GatehouseModel
import GatehouseService
import Testing

@testable import GatehouseGateway

@Suite struct EnforcementRequestTests {
    private func request(_ fields: String...) -> EnforcementRequest? {
        let text = "GET /access/decide/wiki HTTP/1.1\r\nHost: a\r\n\(fields.map { $0 + "\r\n" }.joined())\r\n"
        let bytes = Array(text.utf8)
        guard case .complete(let head, _) = RequestHead.parse(bytes.span) else { return nil }
        return head.enforcementRequest(for: .init(19..<23), bytes.span)
    }

    @Test func `a verified certificate is told in lower case`() {
        let request = request(
            "X-Gatehouse-Client-Verify: SUCCESS", "X-Gatehouse-Client-Serial: 0AF3",
            "X-Gatehouse-Client-Issuer: CN=Root",
            "X-Gatehouse-Address: 192.0.2.7", "User-Agent: curl/8")
        #expect(
            request
                == EnforcementRequest(
                    application: "wiki", credential: .certificate(serial: "0af3", issuer: "CN=Root"),
                    address: .known(IPAddress(v4: 0xC000_0207)), userAgent: "curl/8"))
    }

    @Test func `nothing presented is no credential`() {
        #expect(request("X-Gatehouse-Client-Verify: NONE")?.credential == PresentedCredential.none)
        #expect(request()?.credential == PresentedCredential.none)
    }

    @Test func `a certificate that did not verify is refused with the proxy's reason`() {
        #expect(
            request("X-Gatehouse-Client-Verify: FAILED:certificate has expired", "X-Gatehouse-Token: gtd_a")?.credential
                == .refused("certificate has expired"))
    }

    @Test(arguments: ["X-Gatehouse-Token: gtd_a", "Authorization: Bearer gtd_a", "authorization: bearer gtd_a"])
    func `a device token is taken from either field`(_ field: String) {
        #expect(request(field)?.credential == .token("gtd_a"))
    }

    @Test(arguments: ["Bearer eyJhbGciOiJFUzI1NiJ9", "Basic Z3RkX2E=", "Bearergtd_a", "gtd_a"])
    func `the application's own credentials are not ours`(_ value: String) {
        #expect(request("Authorization: \(value)")?.credential == PresentedCredential.none)
    }

    @Test(arguments: [
        ["X-Gatehouse-Client-Verify: SUCCESS"],
        ["X-Gatehouse-Client-Verify: SUCCESS", "X-Gatehouse-Client-Serial: 0A"],
        ["X-Gatehouse-Client-Verify: SUCCESS", "X-Gatehouse-Client-Serial: xy", "X-Gatehouse-Client-Issuer: CN=a"],
        ["X-Gatehouse-Client-Verify: NONE", "X-Gatehouse-Client-Serial: 0A"],
        ["X-Gatehouse-Client-Serial: 0A"],
        ["X-Gatehouse-Client-Verify: success"],
        ["X-Gatehouse-Client-Verify: FAILEDx"],
        ["X-Gatehouse-Token: gtd_a", "Authorization: Bearer gtd_b"],
    ])
    func `trusted fields that contradict one another make no request`(_ fields: [String]) {
        let text = "GET / HTTP/1.1\r\nHost: a\r\n\(fields.map { $0 + "\r\n" }.joined())\r\n"
        let bytes = Array(text.utf8)
        guard case .complete(let head, _) = RequestHead.parse(bytes.span) else { return #expect(Bool(false)) }
        #expect(head.enforcementRequest(for: head.target, bytes.span) == nil)
    }

    @Test(arguments: ["X-Gatehouse-Address: unix:", "X-Gatehouse-Address: ", "X-Other: 1"])
    func `an address that cannot be read is unavailable`(_ field: String) {
        #expect(request(field)?.address == .unavailable)
    }

    @Test func `a long user agent is cut`() {
        #expect(request("User-Agent: " + String(repeating: "a", count: 2000))?.userAgent.utf8.count == 512)
    }
}
