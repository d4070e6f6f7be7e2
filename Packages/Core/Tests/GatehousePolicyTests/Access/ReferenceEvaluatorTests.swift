import GatehouseModel
import GatehousePolicy
import GatehousePolicyReference
import Testing

@Suite struct ReferenceEvaluatorTests {
    @Test(arguments: [1, 2, 3, 4] as [UInt64])
    func `the index decides exactly as the plain reading of the rules`(seed: UInt64) throws {
        var generator = try AccessGenerator(seed: seed)
        var outcomes = [Outcome: Int]()
        for _ in 0..<1500 {
            let policies = generator.policies()
            let settings = generator.settings()
            let compiled = CompiledAccessPolicies(policies, settings: settings)
            for _ in 0..<4 {
                let signals = generator.signals()
                let reference = ReferenceEvaluator(
                    policies: policies, settings: settings, signals: signals, now: Sample.now)
                let explanation = compiled.explain(signals, at: Sample.now)
                #expect(explanation.policies == reference.explain(), "\(policies)\n\(signals)")
                let expected = reference.decide()
                #expect(explanation.decision.withoutWords == expected.withoutWords, "\(policies)\n\(signals)")
                outcomes[expected.outcome, default: 0] += 1
            }
        }
        for outcome in Outcome.allCases { #expect(outcomes[outcome, default: 0] > 50, "too few cases of \(outcome)") }
    }
}

extension Decision {
    /// The decision with its reasons in one order and without their sentences, which the reference does not write.
    var withoutWords: Decision {
        var decision = self
        decision.reasons = reasons.map {
            DecisionReason(code: $0.code, policy: $0.policy, control: $0.control, detail: "")
        }
        .sorted { $0.rank < $1.rank }
        return decision
    }
}

extension DecisionReason {
    fileprivate var rank: (String, String, String) { (code.rawValue, policy ?? "", control?.description ?? "") }
}
