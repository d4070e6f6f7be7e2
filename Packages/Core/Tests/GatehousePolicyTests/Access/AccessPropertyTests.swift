import GatehouseModel
import GatehousePolicy
import Testing

/// The consequences that `docs/semantics.md` §2 names.
@Suite struct AccessPropertyTests {
    private static let seeds: [UInt64] = [11, 12]

    private func forEachCase(
        seed: UInt64, _ body: (inout AccessGenerator, [AccessPolicy], AccessSettings, Signals) -> Void
    ) throws {
        var generator = try AccessGenerator(seed: seed)
        for _ in 0..<1000 {
            let policies = generator.policies()
            body(&generator, policies, generator.settings(), generator.signals())
        }
    }

    private func decide(_ policies: [AccessPolicy], _ settings: AccessSettings, _ signals: Signals) -> Decision {
        CompiledAccessPolicies(policies, settings: settings).decide(signals, at: Sample.now)
    }

    @Test(arguments: seeds) func `forbid trumps permit`(seed: UInt64) throws {
        try forEachCase(seed: seed) { _, policies, settings, signals in
            let block = Sample.policy("z-block", requires: [.block])
            let decision = decide(policies + [block], settings, signals)
            #expect(decision.outcome == .block)
            #expect(decision.reasons.contains { $0.code == .blockedByPolicy && $0.policy == "z-block" })
        }
    }

    @Test(arguments: seeds) func `order is irrelevant`(seed: UInt64) throws {
        try forEachCase(seed: seed) { generator, policies, settings, signals in
            let shuffled = generator.shuffled(policies)
            #expect(decide(shuffled, settings, signals) == decide(policies, settings, signals))
        }
    }

    @Test(arguments: seeds) func `report-only changes nothing`(seed: UInt64) throws {
        try forEachCase(seed: seed) { generator, policies, settings, signals in
            var reporting = generator.policy(named: "a-report")
            reporting.state = .reportOnly
            var with = decide(policies + [reporting], settings, signals)
            with.policies.removeAll { $0.policy == reporting.name }
            #expect(with == decide(policies, settings, signals))
        }
    }

    @Test(arguments: seeds, AccessSettings.DefaultDecision.allCases)
    func `taking knowledge away never turns a denial or challenge into an allow`(
        seed: UInt64, defaultDecision: AccessSettings.DefaultDecision
    ) throws {
        var allowed = 0
        try forEachCase(seed: seed) { generator, policies, _, signals in
            let settings = AccessSettings(defaultDecision: defaultDecision)
            let less = generator.forgetting(signals)
            guard decide(policies, settings, less).outcome == .allow else { return }
            allowed += 1
            #expect(decide(policies, settings, signals).outcome == .allow, "\(policies)\n\(signals)\n\(less)")
        }
        #expect(allowed > 20)
    }

    @Test(arguments: seeds) func `every decision has a reason, and every reason a sentence`(seed: UInt64) throws {
        try forEachCase(seed: seed) { _, policies, settings, signals in
            let decision = decide(policies, settings, signals)
            #expect(!decision.reasons.isEmpty)
            #expect(decision.reasons.allSatisfy { !$0.detail.isEmpty && !$0.detail.hasSuffix(".") })
            #expect(decision.outcome == .allow || decision.reasons.allSatisfy { !$0.remediation.isEmpty })
            #expect((decision.outcome == .challenge) == !decision.missing.isEmpty)
        }
    }

    @Test(arguments: seeds) func `a decision ends after now and within its lifetime`(seed: UInt64) throws {
        try forEachCase(seed: seed) { _, policies, settings, signals in
            let end = decide(policies, settings, signals).validUntil
            #expect(end > Sample.now && end <= Sample.now + settings.decisionLifetime)
        }
    }
}
