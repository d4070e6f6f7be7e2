import GatehouseModel
import GatehousePolicy
import Testing

@testable import GatehouseDocuments

@Suite struct EnrolmentSettingsTests {
    private func text(_ fields: String) -> String {
        Texts.document("TenantSettings", name: "tenant", spec: fields)
    }

    @Test func `the rules of enrolment are read, and written as they were`() throws {
        let documents = try Texts.documents(
            text(
                """
                telemetryOnlyMayComply: true
                enrolment:
                  maximumDevices: 500
                  maximumDevicesPerOwner: 5
                  beyondMaximum: approve
                  approval: personal
                  returning: refuse
                  approvalLifetime: 2d
                """))
        let settings = EnrolmentSettings(
            maximumDevices: 500, maximumDevicesPerOwner: 5, beyondMaximum: .approve, approval: .personal,
            returning: .refuse, approvalLifetime: .seconds(2 * 86_400))
        #expect(
            documents == [
                .tenantSettings(
                    TenantSettings(
                        compliance: ComplianceSettings(telemetryOnlyMayComply: true), enrolment: settings))
            ])
        #expect(try Texts.documents(DocumentWriter.write(try #require(documents.first))) == documents)
    }

    @Test(arguments: [
        ("enrolment: {maximumDevices: 0}", "from 1 to 10000000"), ("enrolment: {maximumDevices: many}", "from 1 to"),
        ("enrolment: {beyondMaximum: allow}", "beyondMaximum"), ("enrolment: {approval: never}", "approval"),
        ("enrolment: {approvalLifetime: 1s}", "must be from"), ("enrolment: {quota: 1}", "unknown field `quota`"),
        ("telemetryOnlyMayComply: maybe", "telemetryOnlyMayComply"),
    ])
    func `a rule that means nothing is refused`(fields: String, words: String) {
        #expect(Texts.problems(text(fields)).contains { $0.message.contains(words) })
    }
}
