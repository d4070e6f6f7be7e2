import GatehouseModel
import GatehouseService
import GatehouseStorage
import Testing

@Suite struct JobRunnerTests {
    private func job(_ kind: String, in fixture: Fixture) async throws -> Job? {
        try await fixture.store.read(fixture.tenant.id) { try $0.job(kind: kind, subject: "it") }
    }

    private func schedule(_ kind: String, in fixture: Fixture) async throws {
        let job = Job(
            id: JobID.random(), tenant: fixture.tenant.id, kind: kind, subject: "it", dueAt: fixture.time.now)
        try await fixture.store.write(fixture.tenant.id) { try $0.schedule(job) }
    }

    @Test func `a job of a kind that this node does not know waits for a node that does`() async throws {
        let fixture = try await Fixture()
        try await schedule("future.work", in: fixture)
        try await fixture.runner.runDue()
        let waiting = try await job("future.work", in: fixture)
        #expect(waiting?.attempts == 1)
        #expect(waiting?.dueAt == fixture.time.now + .seconds(60))
    }

    @Test(arguments: ["compliance.evaluateDevice", "action.expire", "tenant.delete", "attestation.lapse"])
    func `a job whose subject nobody can read is ended, not tried for good`(_ kind: String) async throws {
        let fixture = try await Fixture()
        try await schedule(kind, in: fixture)
        try await fixture.runner.runDue()
        #expect(try await job(kind, in: fixture) == nil)
    }
}
