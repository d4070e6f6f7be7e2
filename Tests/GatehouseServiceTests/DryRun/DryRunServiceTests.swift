import GatehouseDocuments
import GatehouseModel
import GatehouseService
import GatehouseStorage
import GatehouseTestSupport
import Testing

@Suite struct DryRunServiceTests {
    private let open = SampleDocuments.accessPolicy(controls: "minimumAssurance: agentVerified")
    private let compliant = SampleDocuments.accessPolicy(controls: "compliantDevice")

    @Test func `who loses access is named, with the reason, now and over what was recorded`() async throws {
        let trial = try await PolicyTrial(open)
        for _ in 0..<3 { try await trial.ask("bad") }
        try await trial.ask("good")
        let report = try await trial.dryRun(compliant)
        #expect(report.documents.changes.map(\.effect) == [.updated])
        #expect(report.fleet.devices == 2)
        #expect(report.fleet.differences.listed.map(\.deviceName) == ["bad"])
        let loss = try #require(report.replay?.differences.listed.first)
        #expect(loss.effect == .loses)
        #expect((loss.before, loss.after, loss.count) == (.allow, .block, 3))
        #expect(loss.reasonsAfter.map(\.detail) == ["the device is noncompliant"])
        #expect(report.replay?.differences.totals.same == 1)
        #expect(report.lockedOut.isEmpty, "the good device keeps it")
    }

    @Test func `who gains access is named`() async throws {
        let trial = try await PolicyTrial(compliant)
        try await trial.ask("bad")
        let report = try await trial.dryRun(open)
        #expect(report.fleet.differences.listed.map(\.effect) == [.gains])
        #expect(report.replay?.differences.totals.gaining == 1)
    }

    @Test func `a changed compliance policy is judged on the facts held now, and nothing is written`() async throws {
        let trial = try await PolicyTrial(compliant)
        try await trial.ask("good")
        try await trial.fixture.runner.runBatch()
        let before = try await trial.fixture.store.newestSequence()
        let report = try await trial.dryRun(
            """
            apiVersion: gatehouse/v1
            kind: CompliancePolicy
            metadata: {name: baseline}
            spec:
              requirements:
                - {name: no root login, fact: ssh.server.permitRootLogin, notEquals: "no"}
            """)
        #expect(report.fleet.differences.listed.map(\.deviceName) == ["good", "bad"])
        #expect(report.fleet.differences.listed.map(\.effect) == [.loses, .gains])
        #expect(report.fleet.verdicts.map(\.devices) == [1, 1])
        #expect(report.replay?.differences.listed.isEmpty == true, "a record keeps the verdict that it was made with")
        #expect(report.notes.contains { $0.hasPrefix("recorded decisions keep the verdict") })
        #expect(report.lockedOut.map(\.application) == ["wiki"])
        #expect(try await trial.fixture.store.newestSequence() == before)
        #expect(try await trial.fixture.compliance.summary(trial.tenant).evaluation == nil)
    }

    @Test func `time to mend keeps access, and shows as a changed verdict`() async throws {
        let trial = try await PolicyTrial(compliant)
        let report = try await trial.dryRun(
            """
            apiVersion: gatehouse/v1
            kind: CompliancePolicy
            metadata: {name: stricter}
            spec:
              grace: 7d
              requirements:
                - {name: no root login, fact: ssh.server.permitRootLogin, notEquals: "no"}
            """)
        #expect(report.fleet.differences.listed.isEmpty)
        #expect(report.fleet.verdicts.map(\.after) == [.inGracePeriod])
        #expect(report.lockedOut.isEmpty)
    }

    @Test func `a changed group is tried with the policies that are assigned by it`() async throws {
        let strict = """
            apiVersion: gatehouse/v1
            kind: DeviceGroup
            metadata: {name: strict}
            spec: {members: [bad]}
            ---
            apiVersion: gatehouse/v1
            kind: CompliancePolicy
            metadata: {name: stricter}
            spec:
              groups: {include: [strict]}
              requirements:
                - {name: no root login, fact: ssh.server.permitRootLogin, notEquals: "no"}
            """
        let trial = try await PolicyTrial(compliant, strict)
        let report = try await trial.dryRun(strict.replacing("members: [bad]", with: "members: [good]"))
        #expect(report.fleet.differences.listed.map(\.deviceName) == ["good"])
    }

    @Test func `a device is asked about from where it asked last`() async throws {
        let trial = try await PolicyTrial(open)
        try await trial.ask("good", from: "192.0.2.7")
        try await trial.ask("bad", from: "198.51.100.1")
        let office = """
            apiVersion: gatehouse/v1
            kind: NamedLocation
            metadata: {name: office}
            spec: {ranges: [192.0.2.0/24]}
            ---

            """
        let outside = SampleDocuments.accessPolicy(
            "outside", conditions: "locations: {include: [All], exclude: [office]}", controls: "block")
        let report = try await trial.dryRun(office + outside)
        #expect(report.fleet.differences.listed.map(\.deviceName) == ["bad"])
        #expect(report.lockedOut.isEmpty)
    }

    @Test func `a revoked device reaches nothing either way`() async throws {
        let trial = try await PolicyTrial(open)
        let bad = try #require(trial.id("bad"))
        try await trial.fixture.enrolment.revoke(trial.tenant, device: bad, reason: "lost", actor: "test")
        let report = try await trial.dryRun(compliant)
        #expect(report.fleet.refused == 1)
        #expect(report.fleet.differences.listed.isEmpty)
    }

    @Test func `a deletion is tried like a change`() async throws {
        let trial = try await PolicyTrial(open)
        let report = try await trial.dryRun.run(
            trial.tenant, Proposal(deletions: [DocumentName(kind: .accessPolicy, name: "gate")]))
        #expect(report.documents.changes.map(\.effect) == [.deleted])
        #expect(report.fleet.differences.totals.losing == 2)
        #expect(report.lockedOut == [LockedApplication(application: "wiki", devices: 2)])
        #expect(report.replay == nil)
    }

    @Test func `a record of a decision under other policies is compared by those that are`() async throws {
        let trial = try await PolicyTrial(open)
        try await trial.ask("bad")
        try await trial.fixture.apply(compliant)
        let report = try await trial.dryRun(compliant)
        #expect(report.replay?.drifted == 1)
        #expect(report.replay?.differences.listed.isEmpty == true)
    }

    @Test func `what is listed is bounded, and what is counted is not`() async throws {
        let trial = try await PolicyTrial(open)
        let files = [DocumentFile(name: "new.yaml", text: SampleDocuments.accessPolicy(controls: "block"))]
        let report = try await trial.dryRun.run(trial.tenant, Proposal(files: files), listed: 1)
        #expect(report.fleet.differences.listed.count == 1)
        #expect(report.fleet.differences.isCut)
        #expect(report.fleet.differences.totals.losing == 2)
    }

    @Test func `a bound on decisions and on time ends a dry run with what was seen`() async throws {
        let trial = try await PolicyTrial(open)
        try await trial.ask("bad")
        var limits = DryRunLimits()
        limits.time = .zero
        let service = DryRunService(documents: trial.fixture.documents, limits: limits)
        let files = [DocumentFile(name: "new.yaml", text: compliant)]
        let report = try await service.run(trial.tenant, Proposal(files: files), replay: .seconds(60))
        #expect(report.fleet.isCut)
        #expect(report.replay?.isCut == true)
        limits.turns = 0
        let busy = DryRunService(documents: trial.fixture.documents, limits: limits)
        let refused = await trial.fixture.code { _ = try await busy.run(trial.tenant, Proposal(files: files)) }
        #expect(refused == .unavailable)
    }

    @Test func `a dry run whose caller has gone ends`() async throws {
        let trial = try await PolicyTrial(open)
        let files = [DocumentFile(name: "new.yaml", text: compliant)]
        let task = Task {
            withUnsafeCurrentTask { $0?.cancel() }
            return try await trial.dryRun.run(trial.tenant, Proposal(files: files))
        }
        await #expect(throws: CancellationError.self) { try await task.value }
    }

    @Test(arguments: [Duration.zero, .seconds(-1), .seconds(91 * 86_400)])
    func `a time to look back that is none is refused`(replay: Duration) async throws {
        let trial = try await PolicyTrial(open)
        #expect(await trial.fixture.code { _ = try await trial.dryRun(open, replay: replay) } == .invalid)
    }
}
