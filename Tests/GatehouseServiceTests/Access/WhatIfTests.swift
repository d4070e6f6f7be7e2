import GatehouseModel
import GatehouseService
import GatehouseTestSupport
import Testing

@Suite struct WhatIfTests {
    private let compliant = SampleDocuments.accessPolicy(controls: "compliantDevice")

    private func ask(
        _ trial: PolicyTrial, _ request: HypotheticalRequest, _ text: String? = nil
    ) async throws -> WhatIfReport {
        let proposal = text.map { Proposal(files: [DocumentFile(name: "new.yaml", text: $0)]) }
        return try await trial.access.whatIf(trial.tenant, request, proposal: proposal)
    }

    @Test func `what is not given is absent, and is shown as such`() async throws {
        let report = try await ask(try await PolicyTrial(compliant), HypotheticalRequest(application: "wiki"))
        #expect(report.decision.outcome == .challenge)
        #expect(report.decision.missing == [.compliantDevice])
        #expect(report.inputs.allSatisfy { $0.origin == .absent && $0.value == nil })
        #expect(report.policies.map(\.demands) == [[.compliantDevice]])
    }

    @Test func `a policy that does not apply names its first unmet condition, and what it would demand`() async throws {
        let trial = try await PolicyTrial(
            SampleDocuments.accessPolicy(conditions: "platforms: {include: [windows]}", controls: "block"))
        let linux = try await ask(trial, HypotheticalRequest(application: "wiki", platform: .linux))
        #expect(linux.policies.map(\.outcome.application) == [.doesNotApply])
        #expect(linux.policies.map(\.outcome.decidingCondition) == ["platforms"])
        #expect(linux.policies.map(\.demands) == [[.block]])
        let windows = try await ask(trial, HypotheticalRequest(application: "wiki", platform: .windows))
        #expect(windows.policies.map(\.outcome.application) == [.applies])
    }

    @Test func `a device is taken as it is, except for what is given`() async throws {
        let trial = try await PolicyTrial(compliant)
        var request = HypotheticalRequest(application: "wiki", device: trial.id("bad"))
        #expect(try await ask(trial, request).decision.outcome == .block)
        request.complianceState = .compliant
        let mended = try await ask(trial, request)
        #expect(mended.decision.outcome == .allow)
        let state = try #require(mended.inputs.first { $0.name == "complianceState" })
        #expect(state == HypotheticalInput(name: "complianceState", value: "compliant", origin: .given))
        #expect(mended.inputs.first { $0.name == "platform" }?.origin == .device)
    }

    @Test func `a device that is only supposed has no attribute that a filter could find`() async throws {
        let trial = try await PolicyTrial(
            compliant,
            SampleDocuments.accessPolicy(
                "personal", conditions: "deviceFilter: {mode: include, rule: 'device.deviceOwnership -ne \"Company\"'}",
                controls: "block"))
        var request = HypotheticalRequest(application: "wiki", complianceState: .compliant)
        #expect(try await ask(trial, request).decision.reasons.map(\.policy) == ["personal"])
        let own = SampleDocuments.accessPolicy(
            "personal", conditions: "deviceFilter: {mode: include, rule: 'device.deviceOwnership -eq \"Personal\"'}",
            controls: "block")
        let report = try await ask(trial, request, own)
        #expect(report.decision.outcome == .allow)
        #expect(report.inputs.first { $0.name == "assurance" }?.origin == .assumed)
        request.complianceState = .noncompliant
        #expect(try await ask(trial, request, own).decision.outcome == .block)
    }

    @Test func `a revoked device is refused whatever the policies say`() async throws {
        let trial = try await PolicyTrial(compliant)
        let good = try #require(trial.id("good"))
        try await trial.fixture.enrolment.revoke(trial.tenant, device: good, reason: "lost", actor: "test")
        let report = try await ask(trial, HypotheticalRequest(application: "wiki", device: good))
        #expect(report.decision.reasons.map(\.code) == [.identityRefused])
        #expect(report.policies.map(\.outcome.result) == [.success], "what the policies say is shown all the same")
        #expect(report.notes.contains { $0.hasPrefix("the identity of this device was revoked") })
    }

    @Test func `files are decided by as if they were applied, and are not`() async throws {
        let trial = try await PolicyTrial(compliant)
        let request = HypotheticalRequest(application: "wiki", device: trial.id("good"))
        let blocked = try await ask(trial, request, SampleDocuments.accessPolicy("closed", controls: "block"))
        #expect(blocked.decision.reasons.map(\.policy) == ["closed"])
        #expect(try await ask(trial, request).decision.outcome == .allow)
        let judged = try await ask(
            trial, request,
            """
            apiVersion: gatehouse/v1
            kind: CompliancePolicy
            metadata: {name: stricter}
            spec:
              requirements:
                - {name: root login, fact: ssh.server.permitRootLogin, equals: "yes"}
            """)
        #expect(judged.decision.outcome == .block, "the device is judged by the changed policy")
        #expect(judged.notes.contains { $0.hasPrefix("the device was judged") })
    }

    @Test func `an application or a device that is not there is not found`() async throws {
        let trial = try await PolicyTrial(compliant)
        let nowhere = await trial.fixture.code { _ = try await ask(trial, HypotheticalRequest(application: "mail")) }
        #expect(nowhere == .notFound)
        let nobody = await trial.fixture.code {
            _ = try await ask(trial, HypotheticalRequest(application: "wiki", device: .random()))
        }
        #expect(nobody == .notFound)
    }
}
