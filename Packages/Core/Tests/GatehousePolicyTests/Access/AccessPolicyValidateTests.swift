import GatehouseModel
import GatehousePolicy
import Testing

@Suite struct AccessPolicyValidateTests {
    @Test func `a sound policy has no problem`() {
        #expect(Sample.policy(requires: [.block]).validate() == [])
        #expect(Sample.policy(requires: [.compliantDevice, .minimumAssurance(.attested)]).validate() == [])
    }

    @Test func `controls are named, once, and block alone`() {
        #expect(Sample.policy(requires: []).validate().map(\.path) == ["controls"])
        #expect(
            Sample.policy(requires: [.block, .compliantDevice]).validate().map(\.message)
                == ["`block` stands alone: no other control can lift it"])
        #expect(
            Sample.policy(requires: [.compliantDevice, .compliantDevice]).validate()
                == [PolicyProblem(path: "controls[1]", message: "`compliantDevice` is named twice")])
    }

    @Test func `a condition that nothing can meet is refused`() {
        let conditions = AccessConditions(
            applications: Selection(include: []), platforms: Selection(include: [.linux], exclude: [.linux, .iOS]),
            locations: Selection(include: []), clientApplications: [])
        #expect(
            Sample.policy("", when: conditions).validate().map(\.path) == [
                "name", "conditions.applications.include", "conditions.platforms.exclude",
                "conditions.locations.include", "conditions.clientApplications",
            ])
    }

    @Test func `a decision lasts more than nothing and at most a day`() {
        #expect(AccessSettings().validate() == [])
        #expect(AccessSettings(decisionLifetime: .zero).validate().map(\.path) == ["decisionLifetime"])
        #expect(AccessSettings(decisionLifetime: .seconds(86_401)).validate().map(\.path) == ["decisionLifetime"])
    }
}
