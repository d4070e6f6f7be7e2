import GatehouseModel
import GatehousePolicy
import Testing

@Suite struct PolicyReachTests {
    private func reach(_ change: (inout CompliancePolicy) throws -> Void, device: Device = Sample.device) rethrows
        -> PolicyReach
    {
        var policy = CompliancePolicy(name: "p", requirements: [ComplianceSample.firewall])
        try change(&policy)
        return policy.reach(of: device)
    }

    @Test func `a policy without an assignment is for every device`() {
        #expect(reach { _ in } == PolicyReach(.applies, "the policy is for every device"))
    }

    @Test func `the group that included the device is named`() {
        let found = reach { $0.includedGroups = ["sales", "engineering"] }
        #expect(
            found
                == PolicyReach(
                    .applies, by: .includedGroups, name: "engineering",
                    "the device is in the included group `engineering`"))
    }

    @Test func `the excluded group is named, though another includes the device`() {
        var device = Sample.device
        device.groups = ["engineering", "lab"]
        let found = reach(
            {
                $0.includedGroups = ["engineering"]
                $0.excludedGroups = ["lab"]
            }, device: device)
        #expect(found.application == .doesNotApply)
        #expect(found.name == "lab" && found.detail == "the device is in the excluded group `lab`")
    }

    @Test func `groups that do not have the device are named`() {
        #expect(reach { $0.includedGroups = ["a", "b"] }.detail == "the device is not in the included groups `a`, `b`")
        #expect(reach { $0.includedGroups = ["a"] }.name == "a")
    }

    @Test func `a group that may have the device makes the policy one that may reach it`() {
        var device = Sample.device
        device.uncertainGroups = ["rugged"]
        for found in [
            reach({ $0.includedGroups = ["rugged"] }, device: device),
            reach({ $0.excludedGroups = ["rugged"] }, device: device),
        ] {
            #expect(found.application == .mayApply)
            #expect(found.name == "rugged")
            #expect(found.detail.hasSuffix("is not known"))
        }
    }

    @Test func `an assignment filter is named, in both modes`() throws {
        let rule = try FilterExpression(parsing: #"device.deviceOwnership -eq "Company""#)
        let including = reach { $0.assignmentFilter = AssignedFilter(name: "corporate", mode: .include, rule: rule) }
        #expect(including.application == .applies && including.name == "corporate")
        let excluding = reach { $0.assignmentFilter = AssignedFilter(name: "corporate", mode: .exclude, rule: rule) }
        #expect(excluding.application == .doesNotApply)
        #expect(excluding.detail == "the assignment filter `corporate` holds, and it excludes")
    }

    @Test func `a filter whose rule is not at hand keeps no policy away`() {
        let found = reach { $0.assignmentFilter = AssignedFilter(name: "lost", mode: .include) }
        #expect(found.application == .mayApply)
    }

    @Test func `a filter's name is resolved to its rule`() throws {
        let rule = try FilterExpression(parsing: #"device.displayName -eq "x""#)
        var policy = CompliancePolicy(name: "p", requirements: [])
        policy.assignmentFilter = AssignedFilter(name: "f", mode: .include)
        let resolved = policy.resolved(assignmentFilters: [AssignmentFilter(name: "f", rule: rule)])
        #expect(resolved.assignmentFilter?.rule == rule)
        #expect(policy.resolved(assignmentFilters: []).assignmentFilter?.rule == nil)
    }

    @Test func `compliance cannot choose what decides compliance`() throws {
        let rule = try FilterExpression(parsing: "device.isCompliant -eq true")
        let problems =
            DeviceGroup(name: "g", membership: .dynamic(rule)).validate()
            + AssignmentFilter(name: "f", rule: rule).validate()
        #expect(problems.map(\.path) == ["rule", "rule"])
    }

    private func access(_ conditions: AccessConditions, state: AccessPolicy.State = .enabled, _ verdict: Input<Verdict>)
        -> PolicyReach
    {
        Sample.policy(state: state, when: conditions).reach(of: Sample.device, verdict: verdict, at: Sample.now)
    }

    @Test func `an access policy reaches a device by what the device is, and leaves the rest to each request`() throws {
        let compliant = Input.known(Sample.verdict(.compliant))
        var conditions = AccessConditions(applications: Selection(include: ["wiki"]))
        #expect(access(conditions, compliant) == PolicyReach(.applies, "requests for `wiki`"))
        #expect(access(conditions, state: .disabled, compliant).decidedBy == .state)
        conditions.platforms = Selection(include: [.windows])
        #expect(access(conditions, compliant).decidedBy == .platforms)
        conditions.platforms = nil
        let rule = try FilterExpression(parsing: "device.isCompliant -eq true")
        conditions.deviceFilter = DeviceFilter(mode: .exclude, rule: rule)
        #expect(access(conditions, compliant).application == .doesNotApply)
        #expect(access(conditions, .known(Sample.verdict(.noncompliant))).application == .applies)
        #expect(access(conditions, .unavailable).application == .mayApply)
    }
}
