import GatehouseKeys
import GatehouseModel
import GatehouseService
import Testing

/// Enrolments that wait for somebody's word.
@Suite struct EnrolmentApprovalTests {
    private func waiting(_ fixture: Fixture, uses: Int64 = 1) async throws -> (EnrolmentApplication, EnrolmentApproval)
    {
        let secret = try await fixture.code(EnrolmentProfile(), uses: uses, requiresApproval: true)
        let application = try await fixture.application(code: secret)
        guard case .pending(let approval, _) = try await fixture.enrolment.apply(fixture.tenant.id, application) else {
            throw ServiceError(.failed, "it should wait")
        }
        return (application, approval)
    }

    @Test func `a request that waits is one enrolment however often it is asked, and gets in once approved`()
        async throws
    {
        let fixture = try await Fixture()
        let tenant = fixture.tenant.id
        let (application, approval) = try await waiting(fixture)
        fixture.time.advance(.seconds(90))
        #expect(
            await fixture.code { _ = try await fixture.enrolment.enrol(tenant, application) } == .awaitingApproval)
        let listed = try await fixture.approvals.list(tenant, ListQuery()).elements.map(\.approval)
        #expect(listed.map(\.id) == [approval.id])
        #expect(listed.first?.lastAskedAt == fixture.time.now)
        #expect(try await fixture.devices.list(tenant, ListQuery()).elements.isEmpty)

        _ = try await fixture.approvals.approve(tenant, approval.id, reason: "known", actor: "token:desk")
        let enrolled = try await fixture.enrolment.enrol(tenant, application)
        let dossier = try await fixture.approvals.find(tenant, approval.id)
        #expect(dossier.approval.state == .enrolled)
        #expect(dossier.approval.device == enrolled.device)
        #expect(dossier.approval.decidedBy == "token:desk")
        #expect(try await fixture.codes.list(tenant).map(\.usesMade) == [1])
        #expect(try await fixture.enrolment.enrol(tenant, application) == enrolled)
    }

    @Test func `a rejected machine is told why, and what was approved can be taken back until it is used`()
        async throws
    {
        let fixture = try await Fixture()
        let tenant = fixture.tenant.id
        let (application, approval) = try await waiting(fixture)
        let unreasoned = await fixture.code {
            _ = try await fixture.approvals.reject(tenant, approval.id, reason: "", actor: "test")
        }
        #expect(unreasoned == .invalid)
        _ = try await fixture.approvals.approve(tenant, approval.id, reason: "", actor: "test")
        _ = try await fixture.approvals.reject(tenant, approval.id, reason: "not ours", actor: "test")
        let error = await #expect(throws: ServiceError.self) {
            _ = try await fixture.enrolment.enrol(tenant, application)
        }
        #expect(error?.code == .enrolmentRejected)
        #expect(error?.message == "the enrolment was rejected: not ours")
        let again = await fixture.code {
            _ = try await fixture.approvals.approve(tenant, approval.id, reason: "", actor: "test")
        }
        #expect(again == .conflict)
    }

    @Test func `what was agreed to goes to no other key, code or moment`() async throws {
        let fixture = try await Fixture()
        let tenant = fixture.tenant.id
        let (application, approval) = try await waiting(fixture)
        _ = try await fixture.approvals.approve(tenant, approval.id, reason: "", actor: "test")
        var foreign = application
        foreign.certificateRequest = try makeCertificateRequest(key: DeviceKey(), commonName: "gatehouse-device")
        let thief = foreign
        #expect(await fixture.code { _ = try await fixture.enrolment.enrol(tenant, thief) } == .conflict)
        var other = application
        other.code = try await fixture.code(EnrolmentProfile())
        let coded = other
        #expect(await fixture.code { _ = try await fixture.enrolment.enrol(tenant, coded) } == .codeUnknown)
        fixture.time.advance(.seconds(7 * 86_400))
        #expect(await fixture.code { _ = try await fixture.enrolment.enrol(tenant, application) } == .enrolmentExpired)
    }

    @Test func `those that wait with a code use it up, so that one code cannot fill the queue`() async throws {
        let fixture = try await Fixture()
        let (application, _) = try await waiting(fixture, uses: 2)
        for (hardware, wanted) in [("b", ServiceError.Code.awaitingApproval), ("c", .codeUsedUp)] {
            let next = try await fixture.application(hardware: Character(hardware), code: application.code)
            #expect(await fixture.code { _ = try await fixture.enrolment.enrol(fixture.tenant.id, next) } == wanted)
        }
    }

    @Test func `claims of one serial number are bounded, and a revoked code lets nobody in who was approved`()
        async throws
    {
        let fixture = try await Fixture()
        let tenant = fixture.tenant.id
        try await fixture.register("serial\nPF3X7K2A")
        for (hardware, wanted) in [
            ("a", ServiceError.Code.awaitingApproval), ("b", .awaitingApproval), ("c", .awaitingApproval),
            ("d", .unavailable),
        ] {
            var claim = try await fixture.application(hardware: Character(hardware), code: "")
            claim.serialNumber = "PF3X7K2A"
            let claimed = claim
            #expect(await fixture.code { _ = try await fixture.enrolment.enrol(tenant, claimed) } == wanted)
        }
        let (application, approval) = try await waiting(fixture)
        _ = try await fixture.approvals.approve(tenant, approval.id, reason: "", actor: "test")
        let code = try #require(try await fixture.codes.list(tenant).first)
        try await fixture.codes.revoke(tenant, id: code.id, actor: "test")
        #expect(await fixture.code { _ = try await fixture.enrolment.enrol(tenant, application) } == .codeRevoked)
    }

    @Test func `every request and every word about it is in the audit log`() async throws {
        let fixture = try await Fixture()
        let (application, approval) = try await waiting(fixture)
        _ = try await fixture.approvals.approve(fixture.tenant.id, approval.id, reason: "known", actor: "token:desk")
        _ = try await fixture.enrolment.enrol(fixture.tenant.id, application)
        let rows = try await fixture.audit.rows(fixture.tenant.id, after: 0, limit: 100)
        let actions = rows.map(\.entry.action)
        #expect(actions.suffix(3) == ["enrolment.request", "enrolment.approve", "device.enrol"])
    }

    @Test func `the tenant may want a word for every machine, or for personal ones`() async throws {
        let fixture = try await Fixture()
        let personal = try await fixture.code(EnrolmentProfile(ownership: .personal))
        for (approval, wanted) in [
            ("personal", [nil, ServiceError.Code.awaitingApproval]), ("all", [.awaitingApproval, .awaitingApproval]),
        ] {
            try await fixture.apply(
                "apiVersion: gatehouse/v1\nkind: TenantSettings\nmetadata: {name: tenant}\n"
                    + "spec: {enrolment: {approval: \(approval)}}")
            let company = try await fixture.application(hardware: approval == "all" ? "b" : "a")
            let own = try await fixture.application(hardware: approval == "all" ? "d" : "c", code: personal)
            let codes = [
                await fixture.code { _ = try await fixture.enrolment.enrol(fixture.tenant.id, company) },
                await fixture.code { _ = try await fixture.enrolment.enrol(fixture.tenant.id, own) },
            ]
            #expect(codes[0] == wanted[0])
            #expect(codes[1] == (approval == "all" ? .codeUsedUp : wanted[1]))
        }
    }
}
