import GatehouseFuzzing
import GatehouseModel
import GatehousePolicy
import GatehousePolicyReference
import Testing

/// The evaluation, which carries what it needs from report to report, against the reading of the whole history.
@Suite struct ReferenceComplianceTests {
    private typealias Finding = ReferenceCompliance.Finding

    private func quorum(_ random: inout SeededGenerator) -> ReportQuorum? {
        guard random.chance(70) else { return nil }
        let window = 1 + random.below(4)
        return ReportQuorum(1 + random.below(window), of: window)
    }

    private func policy(_ random: inout SeededGenerator) -> CompliancePolicy {
        var requirement = ComplianceSample.firewall
        requirement.severity = random.pick(Severity.allCases)
        requirement.hysteresis = Hysteresis(
            recovery: random.chance(30) ? quorum(&random) : nil, failure: random.chance(30) ? quorum(&random) : nil)
        let actions = (0..<random.below(5)).map { _ in
            ScheduledAction(
                random.pick(ScheduledAction.Kind.allCases), after: .seconds(3600 * random.below(60)),
                target: NotificationTarget(channels: ["mail"]))
        }
        return CompliancePolicy(
            name: "baseline", grace: .seconds(3600 * random.below(48)), requirements: [requirement],
            hysteresis: Hysteresis(recovery: quorum(&random), failure: quorum(&random)), scheduledActions: actions)
    }

    /// What is bad is failing, hidden or gone; how often the device reports and how often time passes is drawn too.
    private func walk(_ seed: UInt64, _ body: (CompliancePolicy, [Finding], ComplianceEvaluation) -> Void) {
        var random = SeededGenerator(seed: seed)
        for _ in 0..<500 {
            let policy = policy(&random)
            var sample = ComplianceSample([])
            sample.policies = [policy]
            sample.report("os.id", .text("debian"))
            var findings = [Finding]()
            var now = ComplianceSample.start
            for number in 0..<25 {
                let isReport = number == 0 || random.chance(70)
                var isGood = findings.last?.isGood ?? true
                if isReport {
                    isGood = random.chance(55)
                    sample.posture["firewall.active"] = nil
                    if isGood { sample.report("firewall.active", .boolean(true)) }
                    if !isGood, random.chance(50) { sample.report("firewall.active", .boolean(false)) }
                }
                now = now + .seconds(3600 * (1 + random.below(9)))
                findings.append(Finding(at: now, isGood: isGood, isReport: isReport))
                sample.device.lastContact = now
                body(policy, findings, sample.judge(at: now, isReport: isReport))
            }
        }
    }

    @Test(arguments: [81, 82, 83] as [UInt64])
    func `the evaluation is what the reference reads out of the whole history`(seed: UInt64) {
        walk(seed) { policy, findings, evaluation in
            let expected = ReferenceCompliance(policy).standing(after: findings)
            let status = evaluation.statuses[0]
            #expect((status.result == .satisfied) == expected.isMet, "seed \(seed)")
            #expect(status.since == expected.since, "seed \(seed)")
            #expect(evaluation.verdict.state == expected.state, "seed \(seed)")
            #expect(Set(status.actionsDone) == Set(expected.done), "seed \(seed)")
        }
    }

    @Test(arguments: [91, 92] as [UInt64])
    func `no action is due twice in an interval, none of what is locked or retired before its grace ends`(seed: UInt64)
    {
        var before: [RequirementStatus] = []
        walk(seed) { policy, findings, evaluation in
            if findings.count == 1 { before = [] }
            let status = evaluation.statuses[0]
            let known = before.first.map { $0.since == status.since ? $0.actionsDone : [] } ?? []
            for due in evaluation.dueActions {
                #expect(!known.contains(due.key))
                #expect(!findings[findings.count - 1].isGood)
                if due.action.kind != .notify { #expect(evaluation.verdict.state == .noncompliant) }
            }
            if let next = evaluation.nextAction { #expect(next > findings[findings.count - 1].at) }
            before = evaluation.statuses
        }
    }

    @Test(arguments: [95] as [UInt64])
    func `without hysteresis of failures a bad report is never compliant`(seed: UInt64) {
        walk(seed) { policy, findings, evaluation in
            let requirement = policy.requirements[0]
            let isHeld =
                requirement.hysteresis.failure != nil
                || (requirement.severity < .high && policy.hysteresis.failure != nil)
            if !isHeld, findings[findings.count - 1].isGood == false {
                #expect(evaluation.verdict.state != .compliant)
            }
        }
    }
}
