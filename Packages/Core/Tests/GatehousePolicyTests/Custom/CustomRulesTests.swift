import GatehouseModel
import Testing

@testable import GatehousePolicy

@Suite struct CustomRulesTests {
    private func rule(
        _ setting: String, _ operation: CustomRule.Operator = .greaterEquals, _ operand: Int64 = 1,
        in languages: [String] = ["en_US"]
    ) -> CustomRule {
        CustomRule(
            setting: setting, operation: operation, type: .int64, operand: .integer(operand),
            moreInformation: "https://example.com",
            remediation: languages.map {
                .init(language: $0, title: "\($0): {ActualValue} is too little", description: "More!")
            })
    }

    private func problems(_ rules: CustomRule...) -> [String] {
        CompliancePolicy(name: "p", requirements: [], customRules: CustomRules(script: "s", rules: rules))
            .validate().map { "\($0.path): \($0.message)" }
    }

    @Test func `a rule becomes an ordinary requirement over the script's own fact`() {
        let compiled = CompliancePolicy(
            name: "p", requirements: [],
            customRules: CustomRules(script: "s", rules: [rule("A"), rule("B"), rule("B", .lessEquals, 9)])
        ).compiled()
        #expect(compiled.requirements.map(\.name) == ["A", "B GreaterEquals 1", "B LessEquals 9"])
        #expect(compiled.requirements.map(\.fact) == ["custom.s.A", "custom.s.B", "custom.s.B"])
        #expect(compiled.requirements[2].test == .compare(.atMost, .integer(9)))
        #expect(compiled.requirements.allSatisfy { $0.minimumAssurance == .agentVerified })
        #expect(compiled.validate().isEmpty && compiled.customRules == nil)
    }

    @Test func `rules without English, with a language twice, or of one name are refused`() {
        #expect(
            problems(rule("A", in: ["de_DE"])).first?.hasPrefix("customRules.rules[0].RemediationStrings: ") == true)
        #expect(
            problems(rule("A", in: ["en_US", "en_US"])) == [
                "customRules.rules[0].RemediationStrings[1].Language: `en_US` is given twice"
            ])
        #expect(problems(rule("A"), rule("A")).first?.hasPrefix("customRules.rules[1].SettingName: ") == true)
        #expect(problems(rule("a.b")).first?.contains("cannot name a setting") == true)
        #expect(problems() == ["customRules.rules: there are no rules"])
        let many = (0...CustomRules.most).map { rule("S\($0)") }
        let policy = CompliancePolicy(name: "p", requirements: [], customRules: .init(script: "s", rules: many))
        #expect(policy.validate().map(\.message) == ["there are 101 rules, more than 100"])
    }

    @Test func `the person's language is taken, then another country's, then English`() {
        let requirement = CustomRules(
            script: "s", rules: [rule("A", in: ["en_US", "de_DE", "pt_BR", "en_GB"])]
        ).requirements()[0]
        func text(_ languages: String...) -> String { requirement.remediation(found: "0", in: languages) }
        #expect(text() == "en_US: 0 is too little. More! (https://example.com)")
        #expect(text("de_DE").hasPrefix("de_DE: 0"))
        #expect(text("de-AT").hasPrefix("de_DE: 0"))
        #expect(text("de").hasPrefix("de_DE: 0"))
        #expect(text("pt_PT.UTF-8").hasPrefix("pt_BR: 0"))
        #expect(text("en_GB").hasPrefix("en_GB: 0"))
        #expect(text("en_AU", "de_DE").hasPrefix("en_US: 0"))
        #expect(text("fr_FR", "de_DE").hasPrefix("de_DE: 0"))
        #expect(text("fr_FR").hasPrefix("en_US: 0"))
        #expect(text("").hasPrefix("en_US: 0"))
    }

    @Test func `a failing script keeps what was for seven days, and then counts`() {
        let key = FactKey(script: "s", setting: "A")
        let policy = CompliancePolicy(
            name: "p", requirements: [], customRules: CustomRules(script: "s", rules: [rule("A")])
        ).compiled()
        var previous = [RequirementStatus]()
        var verdict: Verdict?
        func judge(_ state: FactState, after days: Int64) -> ComplianceState {
            let now = Sample.now + .seconds(days * 86_400)
            var device = Sample.device
            device.lastContact = now
            let fact = Fact(
                key: key, state: state, source: "", evidence: "", observedAt: now, assurance: .agentVerified)
            let result = ComplianceInput(
                device: device, posture: [key: fact], policies: [policy], settings: ComplianceSettings(),
                previous: previous, previousVerdict: verdict, now: now
            ).evaluate()
            (previous, verdict) = (result.statuses, result.verdict)
            return result.verdict.state
        }
        let failed = FactState.unavailable(reason: "the script ended with status 3")
        #expect(judge(.known(.integer(1)), after: 0) == .compliant)
        #expect(judge(failed, after: 1) == .compliant)
        #expect(judge(failed, after: 7) == .compliant)
        #expect(judge(failed, after: 8) == .noncompliant)
        #expect(previous.first?.found == "not known: the script ended with status 3")
        #expect(judge(.known(.integer(1)), after: 9) == .compliant)
        #expect(judge(.known(.integer(0)), after: 10) == .noncompliant)
        #expect(judge(failed, after: 11) == .noncompliant, "an error does not mend what failed")
    }

    @Test func `a substituted value does not have a requirement evaluated again and again`() {
        let key = FactKey(script: "s", setting: "A")
        let policy = CompliancePolicy(
            name: "p", requirements: [], customRules: CustomRules(script: "s", rules: [rule("A")])
        ).compiled()
        let fact = Fact(
            key: key, state: .known(.integer(0)), source: "", evidence: "", observedAt: Sample.now,
            assurance: .agentVerified)
        var input = ComplianceInput(
            device: Sample.device, posture: [key: fact], policies: [policy], settings: ComplianceSettings(),
            previous: [], previousVerdict: nil, now: Sample.now)
        let first = input.evaluate()
        #expect(first.statuses[0].remediation.hasPrefix("en_US: 0 is too little"))
        input.previous = first.statuses
        input.changed = ["os.id"]
        #expect(input.neededFacts.isEmpty)
    }
}
