import GatehouseModel
import GatehouseStorage
import Testing

@testable import GatehouseService

@Suite struct ComplianceJobsTests {
    private func baseline(_ wanted: String, grace: String = "0s") -> String {
        """
        apiVersion: gatehouse/v1
        kind: CompliancePolicy
        metadata: {name: baseline}
        spec:
          grace: \(grace)
          requirements:
            - {name: name, fact: os.id, equals: \(wanted)}
        """
    }

    private func state(_ fixture: Fixture, _ device: DeviceID) async throws -> ComplianceState? {
        try await fixture.compliance.explain(fixture.tenant.id, device: device).verdict?.state
    }

    @Test func `a changed policy judges every device in the background`() async throws {
        let fixture = try await Fixture()
        try await fixture.apply(baseline("debian"))
        var machine = Machine(try await fixture.enrol().device)
        _ = try await machine.report(["os.id": .known(.text("debian"))], in: fixture)
        #expect(try await state(fixture, machine.device) == .compliant)
        try await fixture.apply(baseline("fedora"))
        try await fixture.runner.runBatch()
        #expect(try await state(fixture, machine.device) == .noncompliant)
    }

    @Test func `a fleet job that another node claimed meanwhile changes nothing`() async throws {
        let fixture = try await Fixture()
        try await fixture.apply(baseline("debian"))
        var machine = Machine(try await fixture.enrol().device)
        _ = try await machine.report(["os.id": .known(.text("debian"))], in: fixture)
        try await fixture.runner.runDue()
        try await fixture.apply(baseline("fedora"))
        let slow = try await claimFleet(fixture)
        fixture.time.advance(.seconds(11))
        let taken = try await claimFleet(fixture)
        #expect(taken.id == slow.id)
        let newest = try await fixture.store.newestSequence()
        try await ComplianceJobs.runFleet(slow, fixture.store, at: fixture.time.now)
        #expect(try await fixture.store.newestSequence() == newest)
        try await ComplianceJobs.runFleet(taken, fixture.store, at: fixture.time.now)
        #expect(try await fixture.store.newestSequence() > newest)
        #expect(try await state(fixture, machine.device) == .noncompliant)
    }

    private func claimFleet(_ fixture: Fixture) async throws -> Job {
        let now = fixture.time.now
        let jobs = try await fixture.store.claimJobs(queue: .jobs, now: now, until: now + .seconds(10), limit: 10)
        return try #require(jobs.first { $0.kind == ComplianceJobs.evaluateFleet })
    }

    @Test func `what an unfinished change asked for is looked at with the next`() async throws {
        let fixture = try await Fixture()
        let other = """
            apiVersion: gatehouse/v1
            kind: CompliancePolicy
            metadata: {name: other}
            spec:
              requirements:
                - {name: name, fact: os.version, atLeast: "12"}
            """
        try await fixture.apply(baseline("debian"))
        try await fixture.apply(other)
        var machine = Machine(try await fixture.enrol().device)
        _ = try await machine.report(
            ["os.id": .known(.text("debian")), "os.version": .known(.text("12.5"))], in: fixture)
        try await fixture.runner.runDue()
        try await fixture.apply(baseline("fedora"))
        try await fixture.apply(other.replacing("12", with: "11"))
        try await fixture.runner.runDue()
        let statuses = try await fixture.compliance.explain(fixture.tenant.id, device: machine.device).statuses
        #expect(statuses.map(\.wanted) == ["fedora", "at least 11"])
        #expect(statuses.map(\.result) == [.failing, .satisfied])
    }

    @Test func `a change reads only the facts of the requirements that changed`() async throws {
        let fixture = try await Fixture()
        try await fixture.apply(baseline("debian"))
        let tenant = fixture.tenant.id
        try await fixture.runner.runDue()
        try await fixture.apply(baseline("fedora", grace: "1h"))
        let payload = { () async throws -> String? in
            try await fixture.store.read(tenant) {
                try $0.job(kind: "compliance.evaluateFleet", subject: "fleet")?.payload
            }
        }
        #expect(try await payload()?.hasSuffix(" os.id \(Evaluator.version)") == true)
        try await fixture.runner.runDue()
        try await fixture.apply(baseline("fedora", grace: "2h"))
        #expect(try await payload()?.hasSuffix("  \(Evaluator.version)") == true)
    }

    @Test func `grace ends by time alone`() async throws {
        let fixture = try await Fixture()
        try await fixture.apply(baseline("fedora", grace: "1h"))
        var machine = Machine(try await fixture.enrol().device)
        _ = try await machine.report(["os.id": .known(.text("debian"))], in: fixture)
        #expect(try await state(fixture, machine.device) == .inGracePeriod)
        fixture.time.advance(.seconds(3600))
        #expect(try await state(fixture, machine.device) == .noncompliant)
        try await fixture.runner.runBatch()
        let intervals = try await fixture.compliance.intervals(fixture.tenant.id, device: machine.device, limit: 10)
        #expect(intervals.count == 1)
    }

    @Test func `a fleet larger than a batch is judged to its end`() async throws {
        let fixture = try await Fixture()
        try await fixture.apply(baseline("debian"))
        let code = try await fixture.codes.create(
            fixture.tenant.id, uses: 450, lifetime: .seconds(3600), ownership: .company, groups: [], actor: "test")
        let hardware = (0..<450).map { number in
            String(repeating: "0", count: 61) + String(String(number + 1000).suffix(3))
        }
        for digest in hardware {
            var application = try await fixture.application(code: code.secret)
            application.hardwareDigest = digest
            _ = try await fixture.enrolment.enrol(fixture.tenant.id, application)
        }
        try await fixture.apply(baseline("fedora"))
        let tenant = fixture.tenant.id
        #expect(try await fixture.compliance.summary(tenant).evaluation?.evaluated == 0)
        try await fixture.runner.runBatch()
        let progress = try await fixture.compliance.summary(tenant)
        #expect(progress.evaluation?.evaluated == 200)
        #expect(progress.devices.values.reduce(0, +) == 450)
        try await fixture.runner.runDue()
        let fleet = try await fixture.compliance.summary(tenant)
        #expect(fleet.evaluation == nil)
        #expect(fleet.devices == [.noncompliant: 450])
    }
}
