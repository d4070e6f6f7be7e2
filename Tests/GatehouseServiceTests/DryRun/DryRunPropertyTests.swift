import GatehouseModel
import GatehouseService
import GatehouseTestSupport
import Testing

@Suite struct DryRunPropertyTests {
    private struct Dice {
        var generator: SeededGenerator

        init(_ seed: UInt64) { generator = SeededGenerator(seed: seed) }

        mutating func pick<Element>(_ elements: [Element]) -> Element {
            elements[Int.random(in: elements.indices, using: &generator)]
        }
    }

    private func policies(_ dice: inout Dice) -> String {
        (0..<4).map { number in
            let conditions = dice.pick([
                "", "platforms: {include: [linux]}", "platforms: {include: [windows]}",
                "clientApplications: [browser]", "deviceFilter: {mode: exclude, rule: 'device.isCompliant -eq True'}",
                "deviceFilter: {mode: include, rule: 'device.displayName -startsWith \"g\"'}",
            ])
            return SampleDocuments.accessPolicy(
                "policy-\(number)", applications: dice.pick(["[All]", "[wiki]", "[payroll]"]), conditions: conditions,
                controls: dice.pick(["compliantDevice", "block", "minimumAssurance: agentVerified"]))
        }.joined(separator: "\n---\n")
    }

    private func ask(_ trial: PolicyTrial, _ dice: inout Dice) async throws {
        for _ in 0..<10 {
            try await trial.ask(
                dice.pick(["good", "bad", nil]), dice.pick(["wiki", "payroll"]),
                from: dice.pick(["192.0.2.7", "198.51.100.1", ""]),
                userAgent: dice.pick(["curl/8", "Mozilla/5.0 (X11; Linux x86_64) Firefox/140", ""]))
        }
    }

    @Test(arguments: 1...12)
    func `a dry run of what is already applied reports no change`(seed: UInt64) async throws {
        var dice = Dice(seed)
        let set = policies(&dice)
        let trial = try await PolicyTrial(set)
        try await ask(trial, &dice)
        let report = try await trial.dryRun(PolicyTrial.frame + "\n---\n" + set)
        #expect(report.documents.changes.allSatisfy { $0.effect == .unchanged })
        #expect(report.fleet.differences.listed.isEmpty)
        #expect(report.fleet.differences.totals.same == 4)
        #expect(report.replay?.decisions == 10)
        #expect(report.replay?.differences.listed.isEmpty == true)
        #expect(report.replay?.drifted == 0, "a record decided again under the same documents says the same")
        #expect(report.fleet.verdicts.isEmpty)
        #expect(report.notes.allSatisfy { !$0.hasPrefix("recorded decisions keep the verdict") }, "nothing judges anew")
        #expect(report.lockedOut.isEmpty)
    }

    @Test(arguments: 1...6)
    func `what a dry run says is what applying does`(seed: UInt64) async throws {
        var dice = Dice(seed &* 977)
        let trial = try await PolicyTrial(policies(&dice))
        let changed = policies(&dice)
        let report = try await trial.dryRun(changed, replay: nil)
        let before = try await outcomes(trial)
        _ = try await trial.apply(changed, confirming: true)
        try await trial.fixture.catchUp()
        let after = try await outcomes(trial)
        let differing = before.filter { after[$0.key] != $0.value }.map(\.key)
        #expect(Set(report.fleet.differences.listed.map { "\($0.deviceName)/\($0.application)" }) == Set(differing))
    }

    private func outcomes(_ trial: PolicyTrial) async throws -> [String: Outcome] {
        var outcomes = [String: Outcome]()
        for name in ["good", "bad"] {
            for application in ["wiki", "payroll"] {
                let device = try #require(trial.id(name))
                outcomes["\(name)/\(application)"] = try await trial.access.explain(
                    trial.tenant, device: device, application: application, address: nil
                ).decision.outcome
            }
        }
        return outcomes
    }
}
