import GatehouseModel
import GatehouseService
import Testing

/// How many, and who may come back.
@Suite struct QuotaTests {
    private func settings(_ lines: String) -> String {
        "apiVersion: gatehouse/v1\nkind: TenantSettings\nmetadata: {name: tenant}\nspec: {enrolment: {\(lines)}}"
    }

    @Test func `one device more than the tenant may have is refused, and one that left counts no more`() async throws {
        let fixture = try await Fixture()
        try await fixture.apply(settings("maximumDevices: 1"))
        let first = try await fixture.enrol(hardware: "a")
        let second = try await fixture.application(hardware: "b")
        let enrol = { _ = try await fixture.enrolment.enrol(fixture.tenant.id, second) }
        #expect(await fixture.code(of: enrol) == .quotaExceeded)
        #expect(try await fixture.enrol(hardware: "a").device == first.device)
        try await fixture.enrolment.revoke(fixture.tenant.id, device: first.device, reason: "lost", actor: "test")
        #expect(await fixture.code(of: enrol) == nil)
        // It may come back, but not beyond the maximum.
        #expect(await fixture.code { _ = try await fixture.enrol(hardware: "a") } == .quotaExceeded)
    }

    @Test func `one device more than a person may have is refused or waits, as the tenant says`() async throws {
        let fixture = try await Fixture()
        try await fixture.apply(settings("maximumDevicesPerOwner: 1"))
        let secret = try await fixture.code(EnrolmentProfile(owner: "ada@example.com"), uses: 3)
        _ = try await fixture.enrol(with: secret, hardware: "a")
        let other = try await fixture.application(hardware: "b", code: secret)
        let enrol = { _ = try await fixture.enrolment.enrol(fixture.tenant.id, other) }
        #expect(await fixture.code(of: enrol) == .quotaExceeded)
        try await fixture.apply(settings("maximumDevicesPerOwner: 1, beyondMaximum: approve"))
        #expect(await fixture.code(of: enrol) == .awaitingApproval)
    }

    @Test func `a device that left comes back as itself, waits, or stays out, as the tenant says`() async throws {
        let fixture = try await Fixture()
        let tenant = fixture.tenant.id
        let first = try await fixture.enrol()
        for (returning, wanted) in [
            ("refuse", ServiceError.Code.notPermitted), ("approve", .awaitingApproval), ("allow", nil),
        ] {
            try await fixture.enrolment.revoke(tenant, device: first.device, reason: "sold", actor: "test")
            try await fixture.apply(settings("returning: \(returning)"))
            #expect(await fixture.code { _ = try await fixture.enrol() } == wanted, "\(returning)")
        }
        #expect(try await fixture.device(first.device).lifecycle == .enrolled)
    }

    @Test func `what is blocked neither enrols nor is forgotten until it is released`() async throws {
        let fixture = try await Fixture()
        let tenant = fixture.tenant.id
        let device = try await fixture.enrol().device
        try await fixture.enrolment.block(tenant, device: device, reason: "stolen", actor: "test")
        #expect(await fixture.code { _ = try await fixture.enrol() } == .deviceBlocked)
        #expect(await fixture.code { try await fixture.devices.delete(tenant, device, actor: "test") } == .conflict)
        try await fixture.enrolment.revoke(tenant, device: device, reason: "again", actor: "test")
        #expect(await fixture.code { _ = try await fixture.enrol() } == .deviceBlocked)
        try await fixture.enrolment.release(tenant, device: device, reason: "found", actor: "test")
        #expect(try await fixture.enrol().device == device)
    }

    @Test func `who re-enrols keeps facts, tags and the unsatisfied interval`() async throws {
        let fixture = try await Fixture()
        try await fixture.apply(
            """
            apiVersion: gatehouse/v1
            kind: CompliancePolicy
            metadata: {name: baseline}
            spec: {grace: 1d, requirements: [{name: encrypted, fact: storage.encrypted, equals: true}]}
            """)
        let enrolled = try await fixture.enrol()
        var machine = Machine(enrolled.device)
        _ = try await machine.report(["storage.encrypted": .known(.boolean(false))], in: fixture)
        let before = try await fixture.devices.dossier(fixture.tenant.id, enrolled.device).explanation
        fixture.time.advance(.seconds(3600))
        try await fixture.enrolment.revoke(fixture.tenant.id, device: enrolled.device, reason: "x", actor: "test")
        let again = try await fixture.enrol()
        var same = Machine(again.device)
        _ = try await same.report(["storage.encrypted": .known(.boolean(false))], in: fixture)
        let after = try await fixture.devices.dossier(fixture.tenant.id, again.device).explanation
        #expect(again.device == enrolled.device)
        #expect(after.statuses.map(\.since) == before.statuses.map(\.since))
        #expect(after.statuses.map(\.graceEnd) == before.statuses.map(\.graceEnd))
    }
}
