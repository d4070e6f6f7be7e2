import GatehouseModel
import GatehouseService
import Testing

/// A device that only reports.
@Suite struct TelemetryOnlyTests {
    private let policy = """
        apiVersion: gatehouse/v1
        kind: CompliancePolicy
        metadata: {name: baseline}
        spec: {requirements: [{name: encrypted, fact: storage.encrypted, equals: true}]}
        """

    @Test func `it takes no action but sync, and the refusal says why`() async throws {
        let fixture = try await Fixture()
        let device = try await fixture.enrol(with: fixture.code(EnrolmentProfile(management: .telemetryOnly))).device
        let caller = fixture.caller(.administrator)
        _ = try await fixture.actions.request(
            fixture.tenant.id, ActionProposal(.sync, devices: [device]), as: caller)
        let error = await #expect(throws: ServiceError.self) {
            _ = try await fixture.actions.request(
                fixture.tenant.id, ActionProposal(.rename(to: "other"), devices: [device]), as: caller)
        }
        #expect(error?.code == .conflict)
        #expect(error?.message.contains("only reports") == true)
    }

    @Test func `it is noncompliant though it satisfies everything, unless the tenant says that it may comply`()
        async throws
    {
        let fixture = try await Fixture()
        try await fixture.apply(policy)
        let device = try await fixture.enrol(with: fixture.code(EnrolmentProfile(management: .telemetryOnly))).device
        var machine = Machine(device)
        _ = try await machine.report(["storage.encrypted": .known(.boolean(true))], in: fixture)
        var explanation = try await fixture.devices.dossier(fixture.tenant.id, device).explanation
        #expect(explanation.verdict?.state == .noncompliant)
        #expect(explanation.verdict?.note == "the device only reports: it is not managed")
        try await fixture.apply(
            "apiVersion: gatehouse/v1\nkind: TenantSettings\nmetadata: {name: tenant}\n"
                + "spec: {telemetryOnlyMayComply: true}")
        try await fixture.runner.runBatch()
        try await fixture.runner.runBatch()
        explanation = try await fixture.devices.dossier(fixture.tenant.id, device).explanation
        #expect(explanation.verdict?.state == .compliant)
    }
}
