import GatehouseModel
import Testing

@Suite struct VerdictTests {
    private let end = Instant(seconds: 1000)

    @Test func `states are ordered by how bad they are`() {
        #expect(ComplianceState.allCases == ComplianceState.allCases.sorted())
        #expect(ComplianceState.allCases.filter(\.satisfiesCompliantDevice) == [.compliant, .inGracePeriod])
    }

    @Test func `a grace that ran out counts at once`() {
        let verdict = Verdict(state: .inGracePeriod, since: end, graceEnd: end, validUntil: .distantFuture)
        #expect(verdict.state(at: end - .milliseconds(1)) == .inGracePeriod)
        #expect(verdict.state(at: end) == .noncompliant)
    }

    @Test(arguments: ComplianceState.allCases)
    func `beyond its validity no verdict satisfies, and a bad one stays bad`(state: ComplianceState) {
        let verdict = Verdict(state: state, since: end, graceEnd: nil, validUntil: end)
        #expect(verdict.state(at: end) == (state == .noncompliant ? .noncompliant : .unknown))
        #expect(verdict.state(at: end - .milliseconds(1)) == state)
    }

    @Test func `a control reads as it is written`() {
        let controls = [.block, .compliantDevice] + Assurance.allCases.map(GrantControl.minimumAssurance)
        for control in controls { #expect(GrantControl(control.description) == control) }
        #expect(GrantControl("minimumAssurance:much") == nil)
        #expect(GrantControl("mfa") == nil)
    }
}
