import GatehouseKeys
import GatehouseModel
import GatehouseService
import GatehouseStorage
import Testing

@Suite struct EnrolmentServiceTests {
    @Test func `a code lets one machine in, and the certificate names tenant and device`() async throws {
        let fixture = try await Fixture()
        let enrolled = try await fixture.enrol()
        let certificate = try PeerCertificate(pemChain: enrolled.chain)
        #expect(try certificate.identity() == .device(fixture.tenant.id, enrolled.device))
        #expect(enrolled.notAfter == fixture.time.now + .seconds(7 * 86_400))
    }

    @Test func `a code is refused when it is unknown, used up, expired or revoked, each by its name`() async throws {
        let fixture = try await Fixture()
        let tenant = fixture.tenant.id
        let unknown = try await fixture.application(code: "GH-00000-00000-00000-00000-00000")
        #expect(await fixture.code { _ = try await fixture.enrolment.enrol(tenant, unknown) } == .codeUnknown)

        let (code, secret) = try await fixture.codes.create(
            tenant, uses: 1, lifetime: .seconds(60), ownership: .personal, groups: [], actor: "test")
        _ = try await fixture.enrolment.enrol(tenant, fixture.application(hardware: "b", code: secret))
        let second = try await fixture.application(hardware: "c", code: secret)
        #expect(await fixture.code { _ = try await fixture.enrolment.enrol(tenant, second) } == .codeUsedUp)

        fixture.time.advance(.seconds(61))
        #expect(await fixture.code { _ = try await fixture.enrolment.enrol(tenant, second) } == .codeExpired)
        try await fixture.codes.revoke(tenant, id: code.id, actor: "test")
        #expect(await fixture.code { _ = try await fixture.enrolment.enrol(tenant, second) } == .codeRevoked)
    }

    @Test func `another tenant's code is unknown here`() async throws {
        let fixture = try await Fixture()
        let other = Tenant(id: .random(), name: "other", createdAt: fixture.time.now)
        try await fixture.store.addTenant(other)
        let secret = try await fixture.codes.create(
            other.id, uses: 1, lifetime: .seconds(60), ownership: .company, groups: [], actor: "test"
        ).secret
        let application = try await fixture.application(code: secret)
        let code = await fixture.code { _ = try await fixture.enrolment.enrol(fixture.tenant.id, application) }
        #expect(code == .codeUnknown)
    }

    @Test func `the same request twice gets the same certificate and uses the code once`() async throws {
        let fixture = try await Fixture()
        let application = try await fixture.application()
        let first = try await fixture.enrolment.enrol(fixture.tenant.id, application)
        let second = try await fixture.enrolment.enrol(fixture.tenant.id, application)
        #expect(first == second)
        #expect(try await fixture.codes.list(fixture.tenant.id).map(\.usesMade) == [1])
    }

    @Test func `enrolling the same hardware again makes no twin and ends the old identity`() async throws {
        let fixture = try await Fixture()
        let first = try await fixture.enrol()
        let second = try await fixture.enrol(name: "renamed")
        #expect(first.device == second.device)
        #expect(
            try await fixture.devices.list(fixture.tenant.id, ListQuery()).elements.map(\.device.name) == ["renamed"])
        try await fixture.catchUp()
        let old = try PeerCertificate(pemChain: first.chain).serial
        let new = try PeerCertificate(pemChain: second.chain).serial
        #expect(
            fixture.snapshot.standing(ofCertificate: old, fixture.tenant.id, at: fixture.time.now)
                != .valid(first.device))
        #expect(
            fixture.snapshot.standing(ofCertificate: new, fixture.tenant.id, at: fixture.time.now)
                == .valid(second.device))
    }

    @Test func `a request that is no PKCS#10 is refused and uses no code`() async throws {
        let fixture = try await Fixture()
        var application = try await fixture.application()
        application.certificateRequest = [1, 2, 3]
        let broken = application
        let code = await fixture.code { _ = try await fixture.enrolment.enrol(fixture.tenant.id, broken) }
        #expect(code == .badCertificateRequest)
        #expect(try await fixture.codes.list(fixture.tenant.id).map(\.usesMade) == [0])
    }

    @Test func `a renewal is for a fresh key, is repeated safely, and ends with a revocation`() async throws {
        let fixture = try await Fixture()
        let enrolled = try await fixture.enrol()
        let request = RequestID.random()
        let certificateRequest = try makeCertificateRequest(key: DeviceKey(), commonName: "gatehouse-device")
        let renew = {
            try await fixture.enrolment.renew(
                fixture.tenant.id, device: enrolled.device, request: request, certificateRequest: certificateRequest)
        }
        let renewed = try await renew()
        #expect(renewed.chain != enrolled.chain)
        #expect(try await renew() == renewed)
        try await fixture.enrolment.revoke(
            fixture.tenant.id, device: enrolled.device, reason: "lost", actor: "test")
        #expect(await fixture.code { _ = try await renew() } == .identityRevoked)
        try await fixture.catchUp()
        let serial = try PeerCertificate(pemChain: renewed.chain).serial
        #expect(
            fixture.snapshot.standing(ofCertificate: serial, fixture.tenant.id, at: fixture.time.now)
                != .valid(enrolled.device))
    }
}
