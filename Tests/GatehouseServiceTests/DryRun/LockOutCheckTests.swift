import GatehouseDocuments
import GatehouseModel
import GatehouseService
import GatehouseStorage
import GatehouseTestSupport
import Testing

@Suite struct LockOutCheckTests {
    private let open = SampleDocuments.accessPolicy(controls: "minimumAssurance: agentVerified")
    private let attested = SampleDocuments.accessPolicy(controls: "minimumAssurance: attested")

    private func audited(_ trial: PolicyTrial) async throws -> [AuditEntry] {
        try await trial.fixture.store.read(trial.tenant) { try $0.auditRows(after: 0, limit: 1000).map(\.entry) }
    }

    @Test func `a change that takes an application from everybody is refused, and nothing is written`() async throws {
        let trial = try await PolicyTrial(open)
        do {
            _ = try await trial.apply(attested)
            Issue.record("everybody was locked out")
        } catch {
            let error = ServiceError(wrapping: error)
            #expect(error.code == .wouldLockOut)
            #expect(error.message.contains("`wiki` now (2 devices)"))
        }
        let kept = try await trial.fixture.documents.document(trial.tenant, kind: .accessPolicy, name: "gate")
        #expect(kept.version == 1)
    }

    @Test func `one that is confirmed is applied, and the confirmation is audited`() async throws {
        let trial = try await PolicyTrial(open)
        #expect(try await trial.apply(attested, confirming: true).changes.map(\.effect) == [.updated])
        let entry = try #require(try await audited(trial).first { $0.action == "document.confirmLockOut" })
        #expect(entry.target == "Application/wiki")
        #expect(entry.detail == "devices 2")
    }

    @Test func `a confirmation of nothing is not audited`() async throws {
        let trial = try await PolicyTrial(attested)
        _ = try await trial.apply(open, confirming: true)
        #expect(try await audited(trial).allSatisfy { $0.action != "document.confirmLockOut" })
    }

    @Test func `where somebody keeps it, or nobody has it, nothing needs to be confirmed`() async throws {
        let trial = try await PolicyTrial(open)
        _ = try await trial.apply(SampleDocuments.accessPolicy(controls: "compliantDevice"))
        _ = try await trial.apply(attested, confirming: true)
        _ = try await trial.apply(SampleDocuments.accessPolicy(controls: "block"))
    }

    @Test func `a change elsewhere is not held up by an application that nobody has`() async throws {
        let trial = try await PolicyTrial(open)
        _ = try await trial.apply(SampleDocuments.accessPolicy("other", applications: "[payroll]", controls: "block"))
    }

    @Test func `deleting the only policy that lets anybody in must be confirmed`() async throws {
        let trial = try await PolicyTrial(open)
        let caller = trial.fixture.caller(.policyAuthor)
        let refused = await trial.fixture.code {
            try await trial.fixture.documents.delete(kind: .accessPolicy, name: "gate", as: caller)
        }
        #expect(refused == .wouldLockOut)
        try await trial.fixture.documents.delete(
            kind: .accessPolicy, name: "gate", confirmingLockOut: true, as: caller)
    }

    @Test func `settings that deny everybody must be confirmed`() async throws {
        let settings = """
            apiVersion: gatehouse/v1
            kind: TenantSettings
            metadata: {name: tenant}
            spec: {defaultDecision: allow}
            """
        let trial = try await PolicyTrial(settings)
        let denying = settings.replacing("allow", with: "deny")
        #expect(await trial.fixture.code { _ = try await trial.apply(denying) } == .wouldLockOut)
    }

    @Test func `a dry run warns instead of refusing`() async throws {
        let trial = try await PolicyTrial(open)
        let outcome = try await trial.apply(attested, dryRun: true)
        #expect(outcome.warnings.contains { $0.hasSuffix("applying it must be confirmed") })
    }

    @Test func `a fleet that is too large is judged by how many are alike, and that is said`() async throws {
        let trial = try await PolicyTrial(open)
        #expect(await trial.fixture.code { _ = try await trial.apply(attested, largestFleet: 1) } == .wouldLockOut)
        let compliant = SampleDocuments.accessPolicy(controls: "compliantDevice")
        let outcome = try await trial.apply(compliant, largestFleet: 1)
        #expect(outcome.warnings.contains { $0.hasPrefix("there are 2 devices: whether anybody is locked out") })
    }
}
