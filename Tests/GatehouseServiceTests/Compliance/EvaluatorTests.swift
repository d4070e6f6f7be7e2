import GatehouseModel
import GatehouseStorage
import Testing

@testable import GatehouseService

@Suite struct EvaluatorTests {
    private static let newer = Evaluator.version + 1

    /// A device that is compliant, and looks as if another evaluator had found it otherwise.
    private func misjudged() async throws -> (Fixture, DeviceID) {
        let fixture = try await Fixture()
        try await fixture.apply(
            """
            apiVersion: gatehouse/v1
            kind: CompliancePolicy
            metadata: {name: baseline}
            spec:
              requirements:
                - {name: name, fact: os.id, equals: debian}
            """)
        var machine = Machine(try await fixture.enrol().device)
        _ = try await machine.report(["os.id": .known(.text("debian"))], in: fixture)
        try await fixture.runner.runDue()
        try await Evaluator.judgeAnew(fixture.store, at: fixture.time.now)
        try await fixture.runner.runDue()
        let now = fixture.time.now
        let wrong = Verdict(
            state: .noncompliant, since: now, graceEnd: nil, validUntil: now + .seconds(30 * 86_400))
        try await fixture.store.write(fixture.tenant.id) { [device = machine.device] in
            try $0.save(wrong, of: device, at: now)
        }
        return (fixture, machine.device)
    }

    private func state(_ fixture: Fixture, _ device: DeviceID) async throws -> ComplianceState? {
        try await fixture.compliance.explain(fixture.tenant.id, device: device).verdict?.state
    }

    @Test func `a fleet that another evaluator judged is judged anew, once`() async throws {
        let (fixture, device) = try await misjudged()
        #expect(try await state(fixture, device) == .noncompliant)
        #expect(try await Evaluator.judgeAnew(fixture.store, at: fixture.time.now) == 0, "it is the same evaluator")
        #expect(try await Evaluator.judgeAnew(fixture.store, by: Self.newer, at: fixture.time.now) == 1)
        #expect(try await Evaluator.judgeAnew(fixture.store, by: Self.newer, at: fixture.time.now) == 0)
        let job = try await fleetJob(fixture)
        try await ComplianceJobs.runFleet(job, fixture.store, by: Self.newer, at: fixture.time.now)
        #expect(try await state(fixture, device) == .compliant)
        #expect(
            try await Evaluator.judgeAnew(fixture.store, at: fixture.time.now) == 0, "an older node asks for nothing")
    }

    @Test func `a node of the older version leaves it to one of the newer, whatever it schedules itself`() async throws
    {
        let (fixture, device) = try await misjudged()
        try await Evaluator.judgeAnew(fixture.store, by: Self.newer, at: fixture.time.now)
        try await fixture.store.write(fixture.tenant.id) { [now = fixture.time.now] in
            try ComplianceJobs.scheduleFleet(lookingAt: ["os.version"], in: $0, at: now)
        }
        try await fixture.runner.runDue()
        #expect(try await state(fixture, device) == .noncompliant)
        fixture.time.advance(Job.pauseOfUnknown)
        let job = try await fleetJob(fixture)
        #expect(job.attempts == 1)
        try await ComplianceJobs.runFleet(job, fixture.store, by: Self.newer, at: fixture.time.now)
        #expect(
            try await state(fixture, device) == .compliant, "everything is looked at, not what the older one asked for")
    }

    @Test func `who went back to the older version judges by it in the end, and the newer anew when it comes again`()
        async throws
    {
        let (fixture, device) = try await misjudged()
        try await Evaluator.judgeAnew(fixture.store, by: Self.newer, at: fixture.time.now)
        for _ in 1...ComplianceJobs.mostPasses {
            try await fixture.runner.runDue()
            #expect(try await state(fixture, device) == .noncompliant)
            fixture.time.advance(Job.pauseOfUnknown)
        }
        try await fixture.runner.runDue()
        #expect(try await state(fixture, device) == .compliant)
        #expect(try await Evaluator.judgeAnew(fixture.store, by: Self.newer, at: fixture.time.now) == 1)
    }

    @Test func `what an older version schedules once the newer has judged is judged anew by the newer`() async throws {
        let (fixture, device) = try await misjudged()
        try await Evaluator.judgeAnew(fixture.store, by: Self.newer, at: fixture.time.now)
        try await ComplianceJobs.runFleet(
            try await fleetJob(fixture), fixture.store, by: Self.newer, at: fixture.time.now)
        #expect(try await state(fixture, device) == .compliant)
        try await fixture.store.write(fixture.tenant.id) { [now = fixture.time.now] in
            try ComplianceJobs.scheduleFleet(lookingAt: ["os.version"], in: $0, at: now)
        }
        try await fixture.runner.runDue()
        #expect(try await Evaluator.judgeAnew(fixture.store, by: Self.newer, at: fixture.time.now) == 1)
    }

    @Test func `a tenant without devices has nothing to be judged anew`() async throws {
        let fixture = try await Fixture()
        #expect(try await Evaluator.judgeAnew(fixture.store, at: fixture.time.now) == 0)
        #expect(try await fixture.store.read(fixture.tenant.id) { try $0.evaluator() } == Evaluator.version)
    }

    private func fleetJob(_ fixture: Fixture) async throws -> Job {
        let now = fixture.time.now
        let jobs = try await fixture.store.claimJobs(queue: .jobs, now: now, until: now + .seconds(10), limit: 10)
        return try #require(jobs.first { $0.kind == ComplianceJobs.evaluateFleet })
    }
}
