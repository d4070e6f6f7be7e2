import GatehouseKeys
import GatehouseModel
import GatehouseService
import GatehouseStorage
import GatehouseTestSupport
import Testing

@Suite struct BrowserCertificateServiceTests {
    private let node: Fixture
    private let device: DeviceID

    init() async throws {
        node = try await Fixture()
        device = try await node.enrol().device
    }

    @discardableResult
    private func issue(
        _ request: RequestID = .random(), account: String = "anna", number: UInt32 = 1000
    ) async throws -> BrowserCertificate {
        try await node.browserCertificates.issue(
            node.tenant.id, device: device, account: account, number: number, request: request,
            certificateRequest: makeCertificateRequest(key: DeviceKey(), commonName: "gatehouse-browser"))
    }

    private func setting(_ scope: String) async throws {
        try await node.apply(
            """
            apiVersion: gatehouse/v1
            kind: TenantSettings
            metadata: {name: tenant}
            spec: {browserCertificates: \(scope)}
            """)
    }

    @Test func `a repeated request gets the same certificate`() async throws {
        let request = RequestID.random()
        let first = try await issue(request)
        #expect(try await issue(request) == first)
        #expect(try await issue().serial != first.serial)
    }

    @Test func `only the first certificate of an account is worth a line in the audit log`() async throws {
        for number: UInt32 in [1000, 1000, 1001, 1000] { try await issue(number: number) }
        let lines = try await node.audit.rows(node.tenant.id, after: 0, limit: 1000)
        #expect(lines.filter { $0.entry.action == "browserCertificate.issue" }.count == 2)
    }

    @Test func `by the settings no device, the organisation's devices or all get certificates`() async throws {
        try await setting("none")
        #expect(await node.code { try await issue() } == .notPermitted)
        try await setting("company")
        try await issue()
        try await node.store.write(node.tenant.id) { [device] work in
            var record = try #require(try work.device(device))
            record.device.ownership = .personal
            try work.save(record)
        }
        #expect(await node.code { try await issue() } == .notPermitted)
        try await setting("all")
        try await issue()
    }

    @Test func `a check-in says whether there are certificates`() async throws {
        var machine = Machine(device)
        #expect(
            try await machine.report(["os.version": .known(.text("12"))], in: node).givesBrowserCertificates)
        try await setting("none")
        #expect(
            try await !machine.report(["os.version": .known(.text("13"))], in: node).givesBrowserCertificates)
    }

    @Test func `a device that is not enrolled gets none`() async throws {
        try await node.enrolment.revoke(node.tenant.id, device: device, reason: "lost", actor: "test")
        #expect(await node.code { try await issue() } == .identityRevoked)
    }

    @Test(arguments: ["", "a\nb", String(repeating: "a", count: 257)])
    func `a name that no account has is refused`(_ account: String) async throws {
        #expect(await node.code { try await issue(account: account) } == .invalid)
    }

    @Test func `a device has so many certificates at a time, and more when they have ended`() async throws {
        try await node.store.write(node.tenant.id) { [device, now = node.clock.now] work in
            for number in 0..<BrowserCertificateService.most {
                try work.save(
                    BrowserCertificate(
                        serial: "\(number)", device: device, account: "anna", accountNumber: 1, request: .random(),
                        issuedAt: now, notAfter: now + .seconds(60), chain: ""))
            }
        }
        #expect(await node.code { try await issue() } == .quotaExceeded)
        node.time.advance(.seconds(60))
        try await issue()
        node.time.advance(.seconds(8 * 86_400))
    }
}
