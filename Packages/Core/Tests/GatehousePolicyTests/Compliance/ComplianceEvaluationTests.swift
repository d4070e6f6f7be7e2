import GatehouseModel
import GatehousePolicy
import Testing

@Suite struct ComplianceEvaluationTests {
    private let day = ComplianceSample.day
    private let start = ComplianceSample.start

    @Test func `a device that meets every requirement is compliant until its validity ends`() {
        var sample = ComplianceSample([ComplianceSample.firewall, ComplianceSample.version])
        sample.report("firewall.active", .boolean(true))
        sample.report("os.version", .text("12.11"))
        let evaluation = sample.judge()
        #expect(evaluation.verdict.state == .compliant)
        #expect(evaluation.statuses.map(\.result) == [.satisfied, .satisfied])
        #expect(evaluation.verdict.validUntil == start + day * 30)
        #expect(evaluation.nextChange == start + day * 30)
    }

    @Test func `a status says what was wanted, found and read, and how to mend it`() {
        var sample = ComplianceSample([ComplianceSample.firewall, ComplianceSample.version])
        sample.report("firewall.active", .boolean(false))
        sample.report("os.version", .unavailable(reason: "permission denied"))
        let statuses = sample.judge().statuses
        #expect(statuses.map(\.wanted) == ["true", "at least 12.5"])
        #expect(statuses.map(\.found) == ["false", "not known: permission denied"])
        #expect(statuses.map(\.result) == [.failing, .unknown])
        #expect(statuses[0].evidence == "read" && statuses[0].remediation == "turn it on")
    }

    @Test func `an assurance below the minimum fails even where the test holds`() {
        var sample = ComplianceSample([ComplianceSample.firewall])
        sample.report("firewall.active", .boolean(true), assurance: .selfReported)
        let evaluation = sample.judge()
        #expect(evaluation.statuses.map(\.result) == [.failing])
        #expect(evaluation.statuses.map(\.found) == ["true, but this is only selfReported and must be agentVerified"])
        #expect(evaluation.verdict.state == .noncompliant)
    }

    @Test func `a fact of another type than wanted is an error that says what was found`() {
        var sample = ComplianceSample([ComplianceSample.firewall, ComplianceSample.version])
        sample.report("firewall.active", .text("on"))
        sample.report("os.version", .text("trixie/sid"))
        let statuses = sample.judge().statuses
        #expect(statuses.map(\.result) == [.error, .error])
        #expect(
            statuses.map(\.found) == [
                "expected true or false, found text `on`", "expected a version, found `trixie/sid`",
            ])
    }

    @Test func `absence satisfies only what asks that something is not`() {
        let tests: [FactTest] = [
            .compare(.equals, .text("no")), .compare(.notEquals, .text("yes")),
            .compare(.noneOf, .list([.text("yes")])), .rows(.no, []), .rows(.every, []),
        ]
        var sample = ComplianceSample(
            tests.enumerated().map { Requirement(name: "\($0)", fact: "ssh.server.permitRootLogin", test: $1) })
        sample.report("ssh.server.permitRootLogin", .absent(reason: "no SSH server"))
        #expect(sample.judge().statuses.map(\.result) == [.unknown, .satisfied, .satisfied, .unknown, .unknown])
    }

    @Test func `grace runs from the start of the interval and ends in noncompliance`() {
        var sample = ComplianceSample([ComplianceSample.firewall], grace: day * 3)
        sample.report("firewall.active", .boolean(false))
        let evaluation = sample.judge()
        #expect(evaluation.verdict.state == .inGracePeriod)
        #expect(evaluation.verdict.graceEnd == start + day * 3)
        #expect(evaluation.nextChange == start + day * 3)
        #expect(sample.judge(after: 2).verdict.state == .inGracePeriod)
        let late = sample.judge(after: 3)
        #expect(late.verdict.state == .noncompliant)
        #expect(late.verdict.graceEnd == nil && late.nextChange == nil)
    }

    @Test func `hiding a fact buys no grace`() {
        var sample = ComplianceSample([ComplianceSample.firewall], grace: day * 3)
        sample.report("firewall.active", .boolean(false))
        sample.judge()
        sample.report("firewall.active", .unavailable(reason: "hidden"))
        #expect(sample.judge(after: 2).statuses.map(\.since) == [start])
        sample.report("firewall.active", .text("spoilt"))
        #expect(sample.judge(after: 2).statuses.map(\.result) == [.error])
        #expect(sample.judge(after: 3).verdict.state == .noncompliant)
        sample.report("firewall.active", .boolean(false))
        #expect(sample.judge(after: 4).statuses.map(\.since) == [start])
        #expect(sample.judge(after: 4).verdict.state == .noncompliant)
    }

    @Test func `mending ends the interval, and failing again begins a new one`() {
        var sample = ComplianceSample([ComplianceSample.firewall], grace: day * 3)
        sample.report("firewall.active", .boolean(false))
        sample.judge()
        sample.report("firewall.active", .boolean(true))
        #expect(sample.judge(after: 4).verdict.state == .compliant)
        sample.report("firewall.active", .boolean(false))
        let again = sample.judge(after: 5)
        #expect(again.verdict.state == .inGracePeriod)
        #expect(again.statuses.map(\.since) == [start + day * 5])
    }

    @Test func `a policy edit recomputes the grace from the same start`() {
        var sample = ComplianceSample([ComplianceSample.firewall], grace: day * 10)
        sample.report("firewall.active", .boolean(false))
        sample.judge()
        sample.policies[0].grace = day * 5
        #expect(sample.judge(after: 4).verdict.graceEnd == start + day * 5)
        sample.policies[0].requirements[0].grace = day * 2
        #expect(sample.judge(after: 4).verdict.state == .noncompliant)
        sample.policies[0].requirements[0].grace = day * 20
        #expect(sample.judge(after: 6).verdict.graceEnd == start + day * 20)
    }

    @Test func `an error keeps what was satisfied for seven days`() {
        var sample = ComplianceSample([ComplianceSample.firewall])
        sample.report("firewall.active", .boolean(true))
        sample.judge()
        sample.report("firewall.active", .integer(1))
        let first = sample.judge(after: 1)
        #expect(first.verdict.state == .compliant)
        #expect(first.nextChange == start + day * 8)
        #expect(sample.judge(after: 7).verdict.state == .compliant)
        #expect(sample.judge(after: 8).verdict.state == .noncompliant)
    }

    @Test func `an error within a long grace ends after seven days`() {
        var sample = ComplianceSample([ComplianceSample.firewall], grace: day * 30)
        sample.report("firewall.active", .boolean(false))
        sample.judge()
        sample.report("firewall.active", .integer(0))
        #expect(sample.judge(after: 10).verdict.graceEnd == start + day * 17)
        #expect(sample.judge(after: 16).verdict.state == .inGracePeriod)
        #expect(sample.judge(after: 17).verdict.state == .noncompliant)
        sample.report("firewall.active", .boolean(false))
        #expect(sample.judge(after: 18).verdict.graceEnd == start + day * 30)
    }

    @Test func `an error with nothing before it is noncompliant`() {
        var sample = ComplianceSample([ComplianceSample.firewall], grace: day * 30)
        sample.report("firewall.active", .integer(0))
        #expect(sample.judge().verdict.state == .noncompliant)
        #expect(sample.judge(after: 1).verdict.state == .noncompliant)
    }

    @Test func `the worst requirement decides`() {
        var sample = ComplianceSample([ComplianceSample.firewall, ComplianceSample.version], grace: day)
        sample.policies[0].requirements[1].grace = .zero
        sample.report("firewall.active", .boolean(false))
        sample.report("os.version", .text("12.5"))
        #expect(sample.judge().verdict.state == .inGracePeriod)
        sample.report("os.version", .text("12.4"))
        #expect(sample.judge().verdict.state == .noncompliant)
    }

    @Test func `silence beyond the validity is unknown`() {
        var sample = ComplianceSample([ComplianceSample.firewall])
        sample.report("firewall.active", .boolean(true))
        sample.judge()
        let evaluation = sample.judge(at: start + day * 30)
        #expect(evaluation.verdict.state == .unknown)
        #expect(evaluation.verdict.note?.hasPrefix("the device has not reported since") == true)
    }

    @Test func `a device that never reported is unknown, and its grace is running`() {
        var sample = ComplianceSample([ComplianceSample.firewall], grace: day)
        let evaluation = sample.judge()
        #expect(evaluation.verdict.state == .unknown)
        #expect(evaluation.nextChange == start + day)
        #expect(sample.judge(after: 1).verdict.state == .noncompliant)
    }

    @Test(arguments: [true, false])
    func `a device that no policy judges is as the tenant says`(secureByDefault: Bool) {
        var sample = ComplianceSample([])
        sample.settings.secureByDefault = secureByDefault
        sample.report("os.id", .text("debian"))
        sample.policies[0].requirements = [ComplianceSample.firewall]
        sample.policies[0].requirements[0].platforms = [.windows]
        let inapplicable = sample.judge().verdict
        sample.policies = []
        let unassigned = sample.judge().verdict
        for verdict in [inapplicable, unassigned] {
            #expect(verdict.state == (secureByDefault ? .noncompliant : .compliant))
        }
        #expect(inapplicable.note == "no requirement applies to this device")
        #expect(unassigned.note == "no compliance policy is assigned")
    }

    @Test func `the verdict's start stays while its state stays`() {
        var sample = ComplianceSample([ComplianceSample.firewall])
        sample.report("firewall.active", .boolean(true))
        sample.judge()
        #expect(sample.judge(after: 3).verdict.since == start)
        sample.report("firewall.active", .boolean(false))
        #expect(sample.judge(after: 4).verdict.since == start + day * 4)
    }

    @Test func `a policy reaches devices by platform, group and filter`() throws {
        var policy = CompliancePolicy(name: "p", requirements: [])
        #expect(policy.assignment(to: Sample.device) == .applies)
        policy.platforms = [.macOS]
        #expect(policy.assignment(to: Sample.device) == .doesNotApply)
        policy.platforms = [.macOS, .linux]
        policy.includedGroups = ["engineering", "sales"]
        #expect(policy.assignment(to: Sample.device) == .applies)
        policy.includedGroups = ["sales"]
        #expect(policy.assignment(to: Sample.device) == .doesNotApply)
        policy.includedGroups = []
        policy.excludedGroups = ["engineering"]
        #expect(policy.assignment(to: Sample.device) == .doesNotApply)
        policy.excludedGroups = []
        policy.filter = try FilterExpression(parsing: #"device.deviceOwnership -eq "Personal""#)
        #expect(policy.assignment(to: Sample.device) == .doesNotApply)
    }
}
