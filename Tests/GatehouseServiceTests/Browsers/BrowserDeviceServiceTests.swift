import GatehouseAuthority
import GatehouseKeys
import GatehouseModel
import GatehouseService
import GatehouseStorage
import GatehouseTestSupport
import Testing

@Suite struct BrowserDeviceServiceTests {
    private let node: Fixture
    private let device: DeviceID
    private let authorities: TenantAuthorities

    init() async throws {
        node = try await Fixture()
        authorities = TenantAuthorities(
            owner: node.authority, store: node.store, key: SealingKeys(SealingKey()), clock: node.clock)
        device = try await node.enrol().device
    }

    private var browsers: BrowserDeviceService {
        BrowserDeviceService(
            store: node.store, issuer: { [authorities] in authorities.standing(of: $0, $1) },
            clock: node.clock)
    }

    private func issue(_ request: RequestID = .random(), name: String = "gatehouse-browser") async throws -> [UInt8] {
        let issued = try await node.browserCertificates.issue(
            node.tenant.id, device: device, account: "anna", number: 1000, request: request,
            certificateRequest: makeCertificateRequest(key: DeviceKey(), commonName: name))
        return try LeafCertificate.der(of: issued.chain)
    }

    private func standing(_ certificate: [UInt8]?) async throws -> BrowserStanding {
        try await browsers.standing(of: certificate, node.tenant.id)
    }

    @Test func `a browser proves its device, its account, and a step less than the device's own assurance`()
        async throws
    {
        let found = try #require(try await browsers.device(presenting: issue(), node.tenant.id))
        #expect(found.device.id == device)
        #expect(found.account == "anna")
        #expect(found.assurance == .selfReported)
        #expect(found.notAfter == node.clock.now + .seconds(86_400))
        try await node.store.write(node.tenant.id) { [device] work in
            var record = try #require(try work.device(device))
            record.identityAssurance = .attested
            try work.save(record)
        }
        #expect(try await browsers.device(presenting: issue(), node.tenant.id)?.assurance == .agentVerified)
    }

    @Test func `without a certificate no device is proven`() async throws {
        #expect(try await standing(nil) == .noCertificate)
    }

    @Test func `a device's own certificate proves nothing in a browser`() async throws {
        let enrolled = try await node.enrol(hardware: "b", name: "other")
        let leaf = try LeafCertificate.der(of: enrolled.chain)
        #expect(browsers.tenant(namedBy: leaf) == nil)
        #expect(try await standing(leaf) == .refused(.foreign))
    }

    @Test func `an enforcement point's certificate, and bytes that are none, prove nothing`() async throws {
        let point = try node.authority.issueEnforcementPointCertificate(
            tenant: node.tenant.id, name: "edge", lifetime: .seconds(60), now: node.clock.now)
        #expect(try await standing(LeafCertificate.der(of: point.certificate.chain)) == .refused(.foreign))
        #expect(try await standing([0x30, 0x03, 1, 2, 3]) == .refused(.foreign))
    }

    @Test func `another authority's certificate of the same name proves nothing`() async throws {
        let stranger = try TenantAuthority.fresh(tenant: node.tenant.id, now: node.clock.now)
        let forged = try stranger.issueBrowserCertificate(
            for: makeCertificateRequest(key: DeviceKey(), commonName: "gatehouse-browser"), tenant: node.tenant.id,
            device: device,
            account: 1000, lifetime: .seconds(60), now: node.clock.now)
        let standing = try? await standing(LeafCertificate.der(of: forged.chain))
        #expect(standing?.device == nil)
    }

    @Test func `a certificate says nothing to another tenant than the one that it names`() async throws {
        #expect(try await browsers.standing(of: issue(), .random()) == .refused(.foreign))
    }

    @Test func `a certificate that the authority signed and nobody kept proves nothing`() async throws {
        let issued = try node.authority.issueBrowserCertificate(
            for: makeCertificateRequest(key: DeviceKey(), commonName: "gatehouse-browser"), tenant: node.tenant.id,
            device: device,
            account: 1000, lifetime: .seconds(60), now: node.clock.now)
        #expect(try await standing(LeafCertificate.der(of: issued.chain)) == .refused(.unknown))
    }

    @Test func `a certificate ends after a day`() async throws {
        let leaf = try await issue()
        node.time.advance(.seconds(86_399))
        #expect(try await standing(leaf).device?.device.id == device)
        node.time.advance(.seconds(1))
        #expect(try await standing(leaf) == .refused(.expired))
    }

    @Test func `a device that is revoked or retired has no browsers, also after it enrolled again`() async throws {
        let leaf = try await issue()
        try await node.enrolment.revoke(node.tenant.id, device: device, reason: "lost", actor: "test")
        #expect(try await standing(leaf) == .refused(.revoked))
        #expect(try await node.enrol().device == device, "it is the same device again")
        #expect(try await standing(leaf) == .refused(.revoked))
        #expect(try await standing(issue()).device?.device.id == device)
    }

    @Test func `a device that is deleted has no browsers`() async throws {
        let leaf = try await issue()
        try await node.devices.delete(node.tenant.id, device, actor: "test")
        #expect(try await standing(leaf) == .refused(.unknown))
    }
}
