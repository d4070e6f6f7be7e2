import GatehouseModel
import GatehousePolicy
import Testing

@Suite struct CompiledAccessPoliciesTests {
    @Test func `a fresh tenant denies, and says that no policy applies`() {
        let decision = Sample.decide([])
        #expect(decision.outcome == .block)
        #expect(decision.reasons.map(\.code) == [.defaultDeny])
    }

    @Test func `a tenant that allows by default says so`() {
        let decision = Sample.decide([], default: .allow)
        #expect(decision.outcome == .allow)
        #expect(decision.reasons.map(\.code) == [.defaultAllow])
    }

    @Test func `a compliant device is let in, and the reason names policy and control`() {
        let decision = Sample.decide([Sample.policy("laptops")])
        #expect(decision.outcome == .allow)
        #expect(decision.reasons.map(\.policy) == ["laptops"])
        #expect(decision.reasons.map(\.control) == [.compliantDevice])
        #expect(decision.reasons.map(\.detail) == ["the device is compliant"])
    }

    @Test(arguments: ComplianceState.allCases)
    func `only compliant and in grace satisfy the control`(state: ComplianceState) {
        let decision = Sample.decide([Sample.policy()], Sample.signals(verdict: .known(Sample.verdict(state))))
        #expect(decision.outcome == (state.satisfiesCompliantDevice ? .allow : .block))
    }

    @Test func `a verdict beyond its validity does not satisfy`() {
        var verdict = Sample.verdict(.compliant)
        verdict.validUntil = Sample.now
        let decision = Sample.decide([Sample.policy()], Sample.signals(verdict: .known(verdict)))
        #expect(decision.outcome == .block)
        #expect(decision.reasons.map(\.detail) == ["the device has not reported in time"])
    }

    @Test func `a grace that ran out does not satisfy before it is judged again`() {
        let verdict = Sample.verdict(.inGracePeriod, graceEnd: Sample.now)
        #expect(Sample.decide([Sample.policy()], Sample.signals(verdict: .known(verdict))).outcome == .block)
    }

    @Test func `without a device identity the person is asked for one`() {
        let controls: [GrantControl] = [.minimumAssurance(.attested), .compliantDevice]
        let decision = Sample.decide([Sample.policy("a", requires: controls)], Sample.withoutDevice)
        #expect(decision.outcome == .challenge)
        #expect(decision.missing == [.compliantDevice, .minimumAssurance(.attested)])
    }

    @Test func `a device that could not be looked up is blocked, not asked for`() {
        let signals = Sample.signals(device: .unavailable, verdict: .unavailable)
        let decision = Sample.decide([Sample.policy()], signals)
        #expect(decision.outcome == .block)
        #expect(decision.missing == [])
    }

    @Test func `one block outweighs a challenge`() {
        let decision = Sample.decide(
            [Sample.policy("a"), Sample.policy("b", requires: [.block])], Sample.withoutDevice)
        #expect(decision.outcome == .block)
        #expect(decision.reasons.map(\.code) == [.blockedByPolicy, .controlNotSatisfied])
    }

    @Test func `a challenge is not offered where presenting a device would not lift the default deny`() {
        var signals = Sample.withoutDevice
        signals.platform = .unavailable
        let policy = Sample.policy(when: AccessConditions(platforms: Selection(include: [.linux])))
        let decision = Sample.decide([policy], signals)
        #expect(decision.outcome == .block)
        #expect(decision.reasons.map(\.code) == [.controlNotSatisfied, .defaultDeny])
    }

    @Test func `a policy that may apply binds, and names what was unavailable`() {
        var signals = Sample.signals(verdict: .known(Sample.verdict(.noncompliant)))
        signals.address = .unavailable
        let office = Set(["10.0.0.0/8"].compactMap(IPRange.init))
        let policy = Sample.policy(when: AccessConditions(locations: Selection(include: office)))
        let decision = Sample.decide([policy], signals, default: .allow)
        #expect(decision.outcome == .block)
        #expect(decision.policies.map(\.application) == [.mayApply])
        #expect(decision.policies.map(\.decidingCondition) == ["locations"])
        #expect(decision.reasons.allSatisfy { $0.detail.contains("locations") })
    }

    @Test func `a satisfied policy that only may apply does not lift a default deny`() {
        var signals = Sample.signals()
        signals.platform = .unavailable
        let policy = Sample.policy(when: AccessConditions(platforms: Selection(exclude: [.windows])))
        #expect(Sample.decide([policy], signals).outcome == .block)
        #expect(Sample.decide([policy], signals, default: .allow).outcome == .allow)
    }

    @Test func `alternatives need one control, and all are named when none is met`() {
        let controls: [GrantControl] = [.minimumAssurance(.attested), .compliantDevice]
        let policy = Sample.policy("a", by: .or, requires: controls)
        #expect(Sample.decide([policy]).outcome == .allow)
        let denied = Sample.decide([policy], Sample.signals(verdict: .known(Sample.verdict(.noncompliant))))
        #expect(denied.outcome == .block)
        #expect(denied.reasons.map(\.control) == controls)
    }

    @Test func `a disabled policy is nowhere to be seen`() {
        let disabled = Sample.policy(state: .disabled, requires: [.block])
        let compiled = CompiledAccessPolicies([disabled], settings: AccessSettings())
        let explanation = compiled.explain(Sample.signals(), at: Sample.now)
        #expect(explanation.policies == [])
        #expect(explanation.decision.reasons.map(\.code) == [.defaultDeny])
    }

    @Test func `an explanation names the first unmet condition of a policy that does not apply`() {
        let conditions = AccessConditions(
            applications: Selection(include: ["wiki"]), platforms: Selection(include: [.windows]),
            clientApplications: [.other])
        let compiled = CompiledAccessPolicies([Sample.policy(when: conditions)], settings: AccessSettings())
        let outcome = compiled.explain(Sample.signals(), at: Sample.now).policies
        #expect(outcome.map(\.result) == [.notApplied])
        #expect(outcome.map(\.decidingCondition) == ["platforms"])
    }

    @Test func `a decision ends with the grace or the verdict when they are sooner`() {
        let grace = Sample.now + .seconds(20)
        let inGrace = Sample.signals(verdict: .known(Sample.verdict(.inGracePeriod, graceEnd: grace)))
        #expect(Sample.decide([Sample.policy()], inGrace).validUntil == grace)
        var verdict = Sample.verdict(.compliant)
        verdict.validUntil = Sample.now + .seconds(10)
        let soon = Sample.decide([Sample.policy()], Sample.signals(verdict: .known(verdict)))
        #expect(soon.validUntil == verdict.validUntil)
        #expect(Sample.decide([Sample.policy()]).validUntil == Sample.now + .seconds(300))
    }

    @Test func `a policy without controls fails closed`() {
        #expect(Sample.decide([Sample.policy("empty", requires: [])]).outcome == .block)
        #expect(Sample.decide([Sample.policy("empty", by: .or, requires: [])]).outcome == .block)
    }
}
