import GatehouseModel
import GatehousePolicy
import Testing

@Suite struct ScheduledActionTests {
    private func policy(_ actions: [ScheduledAction], grace: Duration = .zero, own: Duration? = nil) -> CompliancePolicy
    {
        var requirement = ComplianceSample.firewall
        requirement.grace = own
        return CompliancePolicy(
            name: "p", grace: grace, requirements: [requirement], scheduledActions: actions)
    }

    @Test func `a device that counts as compliant is not locked or retired`() {
        let day = ComplianceSample.day
        let early = policy([ScheduledAction(.lock, after: day)], grace: day * 2).validate()
        #expect(early.map(\.path) == ["scheduledActions[0].after"])
        #expect(policy([ScheduledAction(.lock, after: day * 2)], grace: day * 2).validate().isEmpty)
    }

    @Test func `a requirement's longer grace moves what is done about it to its end`() {
        let day = ComplianceSample.day
        let policy = policy([ScheduledAction(.retire, after: day * 3)], grace: day, own: day * 4)
        #expect(policy.validate().isEmpty)
        var sample = ComplianceSample([])
        sample.policies = [policy]
        sample.report("firewall.active", .boolean(false))
        #expect(sample.judge().nextAction == ComplianceSample.start + day * 4)
        #expect(sample.judge(after: 3).dueActions.isEmpty)
        #expect(sample.judge(after: 4).dueActions.map(\.policy) == ["p"])
    }

    @Test func `a notice needs somebody to carry it`() {
        #expect(policy([ScheduledAction(.notify, after: .zero)]).validate().count == 1)
        let empty = NotificationTarget(channels: [])
        #expect(policy([ScheduledAction(.notify, after: .zero, target: empty)]).validate().count == 1)
    }

    @Test func `a policy schedules at most 20 actions`() {
        let lock = ScheduledAction(.lock, after: .zero)
        #expect(policy(Array(repeating: lock, count: 20)).validate().isEmpty)
        #expect(policy(Array(repeating: lock, count: 21)).validate().count == 1)
    }

    @Test func `what is planned says what was done and what comes when`() {
        let mail = NotificationTarget(channels: ["mail"])
        var sample = ComplianceSample([ComplianceSample.firewall])
        sample.policies[0].scheduledActions = [
            ScheduledAction(.lock, after: ComplianceSample.day), ScheduledAction(.notify, after: .zero, target: mail),
        ]
        sample.report("firewall.active", .boolean(false))
        let planned = sample.policies[0].plannedActions(for: sample.judge().statuses)
        #expect(planned.map(\.action) == ["notify", "lock"])
        #expect(planned.map(\.isDone) == [true, false])
        #expect(planned.map(\.dueAt) == [ComplianceSample.start, ComplianceSample.start + ComplianceSample.day])
    }

    @Test func `a quorum is read as it is written, and nonsense is refused`() {
        #expect(ReportQuorum("2 of 3")?.description == "2 of 3")
        for text in ["", "0 of 1", "3 of 2", "2 of 17", "2of 3", "2 of  3", "two of three", "2 of 3 "] {
            #expect(ReportQuorum(text) == nil)
        }
    }
}
