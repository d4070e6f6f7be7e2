import GatehouseModel
import GatehousePolicy
import GatehousePolicyReference
import Testing

@Suite struct AccessVectorTests {
    @Test func `every access vector is decided as written`() throws {
        var count = 0
        for (file, vector) in try VectorFile.all(in: "access", as: AccessVector.self) {
            let policies = try vector.policies.map { try $0.policy() }
            for test in vector.cases {
                let place: Comment = "\(file): \(test.name)"
                let (settings, signals) = (try test.accessSettings(), try test.request())
                let now: Instant = try VectorFile.read(test.now)
                let explanation = CompiledAccessPolicies(policies, settings: settings).explain(signals, at: now)
                try check(explanation.decision, explanation.policies, test.expect, place)
                let reference = ReferenceEvaluator(policies: policies, settings: settings, signals: signals, now: now)
                try check(reference.decide(), reference.explain(), test.expect, place)
                count += 1
            }
        }
        #expect(count >= 35)
    }

    private func check(
        _ decision: Decision, _ policies: [PolicyOutcome], _ expected: AccessVector.Expectation, _ place: Comment
    ) throws {
        #expect(decision.outcome.rawValue == expected.outcome, place)
        let reasons = decision.reasons.map {
            AccessVector.Reason(code: $0.code.rawValue, policy: $0.policy, control: $0.control?.description)
        }
        #expect(reasons == expected.reasons, place)
        #expect(decision.missing.map(\.description) == expected.missing ?? [], place)
        let standings = policies.map {
            AccessVector.Standing(
                policy: $0.policy, reportOnly: $0.isReportOnly ? true : nil, application: $0.application.rawValue,
                result: $0.result.rawValue, condition: $0.decidingCondition)
        }
        #expect(standings == expected.policies, place)
        if let validUntil = expected.validUntil { #expect(decision.validUntil.description == validUntil, place) }
    }
}
