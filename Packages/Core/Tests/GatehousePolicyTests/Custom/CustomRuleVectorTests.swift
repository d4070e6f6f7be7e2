import GatehouseModel
import GatehousePolicy
import Testing

/// One rule with what a script reported, or with what is wrong with it.
private struct CustomRuleCase: Decodable {
    var type: String
    var `operator`: String
    var operand: VectorScalar
    var value: VectorScalar?
    var unavailable: String?
    var result: String?
    var path: String?

    func rule() throws -> CustomRule {
        CustomRule(
            setting: "Setting", operation: try VectorFile.read(raw: self.operator),
            type: try VectorFile.read(raw: type), operand: operand.value,
            remediation: [.init(language: "en_US", title: "Mend it", description: "")])
    }

    func policy() throws -> CompliancePolicy {
        CompliancePolicy(
            name: "p", requirements: [], customRules: CustomRules(script: "s", rules: [try rule()]))
    }
}

private struct CustomRuleFile: Decodable {
    var description: String
    var cases: [CustomRuleCase]
}

/// A boolean, a whole number or a text.
private struct VectorScalar: Decodable {
    let value: FactValue

    init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if let boolean = try? container.decode(Bool.self) {
            value = .boolean(boolean)
        } else if let integer = try? container.decode(Int64.self) {
            value = .integer(integer)
        } else {
            value = .text(try container.decode(String.self))
        }
    }
}

@Suite struct CustomRuleVectorTests {
    private func cases(_ name: String) throws -> [CustomRuleCase] {
        let files = try VectorFile.all(in: "custom", as: CustomRuleFile.self)
        return try #require(files.first { $0.name == name }).1.cases
    }

    @Test func `every operator means for every type what Intune documents`() throws {
        let cases = try cases("rules.json")
        #expect(cases.count > 80)
        for vector in cases {
            let policy = try vector.policy()
            #expect(policy.validate().isEmpty, "\(vector)")
            let key = FactKey(script: "s", setting: "Setting")
            let state =
                vector.value.map { FactState.known($0.value) }
                ?? vector.unavailable.map { FactState.unavailable(reason: $0) }
            let facts = state.map {
                Fact(
                    key: key, state: $0, source: "", evidence: "", observedAt: Sample.now, assurance: .agentVerified)
            }
            let input = ComplianceInput(
                device: Sample.device, posture: facts.map { [key: $0] } ?? [:], policies: [policy.compiled()],
                settings: ComplianceSettings(), previous: [], previousVerdict: nil, now: Sample.now)
            #expect(input.evaluate().statuses.map(\.result.rawValue) == [vector.result], "\(vector)")
        }
    }

    @Test func `a rule that cannot be meant is refused at the member that is wrong`() throws {
        for vector in try cases("refused.json") {
            let paths = try vector.policy().validate().map(\.path)
            #expect(paths == ["customRules.rules[0].\(vector.path ?? "")"], "\(vector)")
        }
    }
}
