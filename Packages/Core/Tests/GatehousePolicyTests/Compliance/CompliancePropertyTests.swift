import GatehouseFuzzing
import GatehouseModel
import GatehousePolicy
import Testing

/// The rules of `docs/semantics.md` §3 that must hold on every road through time.
@Suite struct CompliancePropertyTests {
    /// What a device can do with a fact, worst last.
    private enum Report: CaseIterable {
        case good
        case bad
        case hidden
        case gone
        case spoilt

        var state: FactState? {
            switch self {
            case .good: .known(.boolean(true))
            case .bad: .known(.boolean(false))
            case .hidden: .unavailable(reason: "hidden")
            case .gone: nil
            case .spoilt: .known(.text("?"))
            }
        }
    }

    private func apply(_ report: Report, to sample: inout ComplianceSample) {
        sample.report("os.id", .text("debian"))
        sample.posture["firewall.active"] = nil
        if let state = report.state { sample.report("firewall.active", state) }
    }

    @Test(arguments: [31, 32] as [UInt64])
    func `no way of not being satisfied outlasts plain failing`(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        for _ in 0..<400 {
            let grace = ComplianceSample.day * random.below(12)
            var honest = ComplianceSample([ComplianceSample.firewall], grace: grace)
            apply(.bad, to: &honest)
            var devious = honest
            for day in 0..<20 {
                if day > 0 { apply(random.pick([.bad, .hidden, .gone, .spoilt]), to: &devious) }
                let plain = honest.judge(after: day)
                let hidden = devious.judge(after: day)
                #expect(hidden.verdict.state >= plain.verdict.state, "seed \(seed), day \(day)")
                #expect(hidden.statuses.map(\.since) == plain.statuses.map(\.since))
            }
        }
    }

    @Test(arguments: [41, 42] as [UInt64])
    func `a requirement that was not met since it began never counts as met`(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        for _ in 0..<400 {
            var sample = ComplianceSample([ComplianceSample.firewall], grace: ComplianceSample.day * random.below(5))
            for day in 0..<15 {
                apply(random.pick(Report.allCases), to: &sample)
                let evaluation = sample.judge(after: day)
                let status = evaluation.statuses[0]
                #expect(status.since <= ComplianceSample.start + ComplianceSample.day * day)
                if status.result.isUnsatisfied { #expect(evaluation.verdict.state != .compliant) }
                if status.result == .satisfied { #expect(evaluation.verdict.state == .compliant) }
            }
        }
    }

    @Test(arguments: [51] as [UInt64])
    func `the verdict stands until its next change, and no longer`(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        for _ in 0..<1500 {
            var sample = ComplianceSample(
                [ComplianceSample.firewall, ComplianceSample.version], grace: ComplianceSample.day * random.below(40))
            for day in 0..<3 {
                apply(random.pick(Report.allCases), to: &sample)
                sample.report("os.version", .text(random.pick(["12.1", "12.9", "sid"])))
                sample.judge(after: day)
            }
            let last = ComplianceSample.start + ComplianceSample.day * 2
            let evaluation = sample.judge(at: last)
            guard let change = evaluation.nextChange else {
                #expect(sample.judge(at: last + ComplianceSample.day * 400).verdict.state == evaluation.verdict.state)
                continue
            }
            #expect(change > last)
            var before = sample
            #expect(before.judge(at: change - .milliseconds(1)).verdict.state == evaluation.verdict.state)
            #expect(sample.judge(at: change).verdict.state > evaluation.verdict.state)
        }
    }

    @Test func `the policies' order does not matter to the verdict`() {
        var random = SeededGenerator(seed: 61)
        for _ in 0..<300 {
            var sample = ComplianceSample([ComplianceSample.firewall], grace: ComplianceSample.day)
            var other = sample.policies[0]
            other.name = "other"
            other.requirements = [ComplianceSample.version]
            other.grace = .zero
            sample.policies.append(other)
            apply(random.pick(Report.allCases), to: &sample)
            sample.report("os.version", .text(random.pick(["12.1", "12.9"])))
            var reversed = sample
            reversed.policies.reverse()
            #expect(sample.judge().verdict == reversed.judge().verdict)
        }
    }

    @Test(arguments: [71, 72] as [UInt64])
    func `judging anew only what changed gives what judging everything gives`(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        var conditional = ComplianceSample.version
        conditional.name = "conditional"
        conditional.precondition = .init(fact: "os.id", test: .compare(.equals, .text("debian")))
        for _ in 0..<300 {
            var whole = ComplianceSample(
                [ComplianceSample.firewall, ComplianceSample.version, conditional],
                grace: ComplianceSample.day * random.below(10))
            if random.below(2) == 0 {
                whole.policies[0].hysteresis = Hysteresis(
                    recovery: ReportQuorum(2, of: 3), failure: ReportQuorum(2, of: 2))
            }
            apply(.good, to: &whole)
            whole.report("os.version", .text("12.9"))
            whole.judge()
            for day in 1..<8 {
                let before = whole
                if random.below(2) == 0 { apply(random.pick(Report.allCases), to: &whole) }
                if random.below(2) == 0 { whole.report("os.version", .text(random.pick(["12.1", "12.9", "sid"]))) }
                if random.below(2) == 0 { whole.report("os.id", .text(random.pick(["debian", "ubuntu"]))) }
                let changed = Set(whole.posture.keys).union(before.posture.keys)
                    .filter { whole.posture[$0] != before.posture[$0] }
                let part = before.judgement(of: changed, in: whole.posture, after: day)
                #expect(part == whole.judge(after: day), "seed \(seed), day \(day)")
            }
        }
    }

    /// Any of the policies' parts, changed.
    private func change(_ policies: inout [CompliancePolicy], _ random: inout SeededGenerator) {
        let place = random.below(policies[0].requirements.count)
        switch random.below(8) {
        case 0: policies[0].requirements[place].minimumAssurance = random.pick([.selfReported, .attested])
        case 1: policies[0].requirements[place].severity = random.pick([.low, .high])
        case 2: policies[0].requirements[place].platforms = random.pick([[], [.windows]])
        case 3:
            policies[0].requirements[place].precondition = random.pick([
                nil, .init(fact: "os.id", test: .compare(.equals, .text("debian"))),
                .init(fact: "os.id", test: .compare(.equals, .text("ubuntu"))),
            ])
        case 4: policies[0].requirements[place].remediation = random.pick(["", "it is {ActualValue}"])
        case 5:
            policies[0].requirements[place].test = random.pick([
                .compare(.equals, .boolean(false)), .compare(.atLeast, .text("12.5")), .compare(.equals, .text("12.9")),
            ])
        case 6: policies[0].grace = ComplianceSample.day * random.below(5)
        default: policies[0].requirements[place].name = random.pick(["new", "newer"])
        }
    }

    @Test(arguments: [81, 82] as [UInt64])
    func `judging anew only what changed policies look at gives what judging everything gives`(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        for _ in 0..<400 {
            var whole = ComplianceSample(
                [ComplianceSample.firewall, ComplianceSample.version], grace: ComplianceSample.day * random.below(10))
            if random.below(8) > 0 {
                apply(random.pick(Report.allCases), to: &whole)
                whole.report("os.version", .text(random.pick(["12.1", "12.9", "sid"])))
            }
            whole.judge()
            for day in 1..<8 {
                let older = whole.policies
                change(&whole.policies, &random)
                let looked = whole.policies.factsLookedAtAnew(since: older)
                let part = whole.judgement(of: looked, in: whole.posture, after: day, isReport: false)
                #expect(part == whole.judge(after: day, isReport: false), "seed \(seed), day \(day)")
            }
        }
    }
}
