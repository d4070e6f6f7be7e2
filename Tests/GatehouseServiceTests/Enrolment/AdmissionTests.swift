import GatehouseModel
import GatehouseService
import Testing

/// Who gets in by what, who waits, and who does not get in.
@Suite struct AdmissionTests {
    @Test func `a code gives ownership, trust type, owner and mode`() async throws {
        let fixture = try await Fixture()
        let profile = EnrolmentProfile(
            ownership: .personal, trustType: .workplace, management: .telemetryOnly, owner: "Ada@Example.com")
        let enrolled = try await fixture.enrol(with: fixture.code(profile))
        let device = try await fixture.device(enrolled.device)
        #expect(device.ownership == .personal)
        #expect(device.trustType == .workplace)
        #expect(device.management == .telemetryOnly)
        #expect(device.owner == "ada@example.com")
    }

    @Test func `a code with an owner that is nobody's address is refused`() async throws {
        let fixture = try await Fixture()
        let code = await fixture.code { _ = try await fixture.code(EnrolmentProfile(owner: "Ada")) }
        #expect(code == .invalid)
    }

    @Test func `without code and without registration a machine does not get in, and nothing is kept of it`()
        async throws
    {
        let fixture = try await Fixture()
        let application = try await fixture.application(code: "")
        let code = await fixture.code { _ = try await fixture.enrolment.enrol(fixture.tenant.id, application) }
        #expect(code == .codeMissing)
        #expect(try await fixture.approvals.list(fixture.tenant.id, ListQuery()).elements.isEmpty)
    }

    @Test func `a machine that proves the registered key needs no code and gets what waits for it`() async throws {
        let fixture = try await Fixture()
        let hash = String(repeating: "e", count: 64)
        try await fixture.register(
            "serial,ekHash,manufacturer,ownership,trustType,mode,nameTemplate,owner,tags,orderId\n"
                + "PF3X7K2A,\(hash),LENOVO,company,hybrid,managed,eng-%SERIAL%,ada@example.com,london;t14,PO-7")
        var application = try await fixture.application(code: "", name: "debian")
        application.serialNumber = "PF3X7K2A"
        application.attestation = .fixture(hash)
        let enrolled = try await fixture.enrolment.enrol(fixture.tenant.id, application)
        #expect(enrolled.name == "eng-PF3X7K2A")
        let device = try await fixture.device(enrolled.device)
        #expect(device.trustType == .serverAd)
        #expect(device.owner == "ada@example.com")
        #expect(device.tags == ["london", "t14"])
        let hardware = try await fixture.hardware.list(fixture.tenant.id, ListQuery()).elements
        #expect(hardware.map(\.device) == [enrolled.device])
        #expect(try await fixture.enrolment.enrol(fixture.tenant.id, application) == enrolled)
    }

    @Test func `a foreign key with a registered serial number gets nothing that waits for the registered key`()
        async throws
    {
        let fixture = try await Fixture()
        try await fixture.register("serial,ekHash,owner\nPF3X7K2A,\(String(repeating: "e", count: 64)),ada@example.com")
        var thief = try await fixture.application()
        thief.serialNumber = "PF3X7K2A"
        thief.attestation = .fixture(String(repeating: "f", count: 64))
        let enrolled = try await fixture.enrolment.enrol(fixture.tenant.id, thief)
        #expect(try await fixture.device(enrolled.device).owner == nil)
        #expect(try await fixture.hardware.list(fixture.tenant.id, ListQuery()).elements.first?.device == nil)
    }

    @Test func `a serial number alone waits for somebody's word, and with a code gets what waits for it`()
        async throws
    {
        let fixture = try await Fixture()
        try await fixture.register("serial,owner\nPF3X7K2A,ada@example.com")
        var application = try await fixture.application(code: "")
        application.serialNumber = "pf-3x7k 2a"
        let claim = application
        guard case .pending(let approval, _) = try await fixture.enrolment.apply(fixture.tenant.id, claim) else {
            Issue.record("it should wait")
            return
        }
        #expect(approval.cause == .serialNumber)
        application = try await fixture.application(hardware: "b")
        application.serialNumber = "PF3X7K2A"
        let enrolled = try await fixture.enrolment.enrol(fixture.tenant.id, application)
        #expect(try await fixture.device(enrolled.device).owner == "ada@example.com")
        // The registration is used: who only claims it is nobody known.
        _ = try await fixture.approvals.approve(fixture.tenant.id, approval.id, reason: "", actor: "test")
        #expect(await fixture.code { _ = try await fixture.enrolment.enrol(fixture.tenant.id, claim) } == .codeMissing)
    }

    @Test func `nobody becomes a device that got in by its key with its identifiers and a code`() async throws {
        let fixture = try await Fixture()
        let hash = String(repeating: "e", count: 64)
        try await fixture.register("ekHash\n\(hash)")
        var application = try await fixture.application(code: "")
        application.attestation = .fixture(hash)
        _ = try await fixture.enrolment.enrol(fixture.tenant.id, application)
        for attestation in [nil, HardwareAttestation.fixture(String(repeating: "f", count: 64))] {
            var thief = try await fixture.application()
            thief.attestation = attestation
            let claim = thief
            let code = await fixture.code { _ = try await fixture.enrolment.enrol(fixture.tenant.id, claim) }
            #expect(code == .conflict)
        }
        // The TPM was replaced: without its registration the machine is what its identifiers say.
        let hardware = try #require(
            try await fixture.hardware.list(fixture.tenant.id, ListQuery()).elements.first)
        try await fixture.hardware.delete(fixture.tenant.id, hardware.id, actor: "test")
        _ = try await fixture.enrol()
    }

    @Test func `a group's rule sees trust type, ownership and owner as they were given`() async throws {
        let fixture = try await Fixture()
        try await fixture.apply(
            """
            apiVersion: gatehouse/v1
            kind: DeviceGroup
            metadata: {name: adas-own}
            spec:
              rule: >-
                device.trustType -eq "Workplace" -and device.deviceOwnership -eq "Personal"
                -and device.owner -eq "ada@example.com"
            """)
        let profile = EnrolmentProfile(ownership: .personal, trustType: .workplace, owner: "ada@example.com")
        let own = try await fixture.enrol(with: fixture.code(profile))
        #expect(try await fixture.device(own.device).groups == ["adas-own"])
        let other = try await fixture.enrol(hardware: "b", name: "other")
        #expect(try await fixture.device(other.device).groups.isEmpty)
    }

    @Test func `re-enrolled hardware keeps its identity by its key, whatever its identifiers say`() async throws {
        let fixture = try await Fixture()
        let hash = String(repeating: "e", count: 64)
        try await fixture.register("ekHash\n\(hash)")
        var application = try await fixture.application(code: "")
        application.attestation = .fixture(hash)
        let first = try await fixture.enrolment.enrol(fixture.tenant.id, application)
        var again = try await fixture.application(hardware: "b", code: "")
        again.attestation = .fixture(hash)
        let second = try await fixture.enrolment.enrol(fixture.tenant.id, again)
        #expect(first.device == second.device)
        #expect(try await fixture.devices.list(fixture.tenant.id, ListQuery()).elements.count == 1)
    }
}
