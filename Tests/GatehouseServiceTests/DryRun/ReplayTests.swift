import GatehouseKeys
import GatehouseModel
@testable import GatehouseService
import GatehouseStorage
import GatehouseTestSupport
import Testing

@Suite struct ReplayTests {
    @Test func `a record is enough to decide again: every kind of request comes out the same`() async throws {
        let trial = try await PolicyTrial(
            SampleDocuments.accessPolicy("gate", applications: "[All]", controls: "compliantDevice"),
            SampleDocuments.accessPolicy(
                "filtered", conditions: "deviceFilter: {mode: include, rule: 'device.displayName -eq \"bad\"'}",
                controls: "block"))
        try await trial.ask("good")
        try await trial.ask("bad", userAgent: "Mozilla/5.0 (X11; Linux x86_64) Firefox/140")
        try await trial.ask(nil, from: "2001:db8::1", userAgent: "Mozilla/5.0 (Windows NT 10.0)")
        try await trial.ask(nil, from: "", userAgent: "")
        try await trial.ask("good", "payroll")
        try await trial.ask(nil, credential: .refused("self-signed"))
        try await trial.ask(nil, credential: .certificate(serial: "00ff", issuer: "CN=other"))
        try await trial.ask(nil, credential: .token("gtd_forged"))
        let good = try #require(trial.id("good"))
        let token = try await DeviceTokenService(store: trial.fixture.store, clock: trial.fixture.clock).issue(
            trial.tenant, device: good)
        try await trial.fixture.catchUp()
        trial.fixture.time.advance(DeviceTokenService.lifetime - .seconds(60))
        try await trial.fixture.catchUp()
        try await trial.ask(nil, credential: .token(token.secret))
        try await trial.fixture.enrolment.revoke(trial.tenant, device: good, reason: "lost", actor: "test")
        try await trial.fixture.catchUp()
        try await trial.ask("good")
        trial.fixture.snapshot.change(trial.tenant) { $0.suspension = "unpaid" }
        try await trial.ask("good")
        try await trial.ask("bad")

        let (records, documents) = try await trial.fixture.store.read(trial.tenant) { work in
            (try work.decisions(ListQuery()).elements, try work.documents(kind: nil))
        }
        #expect(records.count == 12)
        let set = try PolicySet(TenantCatalogue(documents))
        for record in records {
            let question = try #require(record.question)
            #expect(set.decision(on: question, at: record.at) == record.decision)
        }
    }

    @Test func `what was recorded and does not read is counted`() async throws {
        let trial = try await PolicyTrial()
        let now = trial.fixture.time.now
        try await trial.fixture.store.write(trial.tenant) { work in
            let decision = Decision(
                outcome: .allow,
                reasons: [DecisionReason(code: .defaultAllow, policy: nil, control: nil, detail: "x")], policies: [],
                missing: [], validUntil: now)
            try work.append(
                [
                    DecisionRecord(
                        id: .random(), at: now, enforcementPoint: "default", application: "wiki", device: nil,
                        address: "", userAgent: "", decision: decision, signals: "{}", policyDigest: "")
                ], repeats: [])
        }
        let report = try await trial.dryRun(SampleDocuments.accessPolicy(controls: "block"))
        #expect(report.replay?.unreadable == 1)
    }
}
