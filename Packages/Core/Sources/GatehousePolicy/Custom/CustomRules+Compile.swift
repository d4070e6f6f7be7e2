public import GatehouseModel

extension CustomRules {
    /// An ordinary requirement for each rule, over the facts `custom.SCRIPT.SETTING`.
    ///
    /// A requirement has its setting's name; where a setting has several rules, also their operator and operand.
    public func requirements() -> [Requirement] {
        let counts = Dictionary(rules.map { ($0.setting, 1) }, uniquingKeysWith: +)
        return rules.map { rule in
            let isOnly = counts[rule.setting] == 1
            return Requirement(
                name: isOnly ? rule.setting : "\(rule.setting) \(rule.operation.rawValue) \(rule.operand)",
                fact: FactKey(script: script, setting: rule.setting),
                test: .compare(rule.operation.comparison, rule.operand), remediation: rule.text,
                translations: rule.translations, declaredType: rule.type.factType)
        }
    }

    /// What is wrong with the rules, with paths below `path`.
    ///
    /// - Parameter names: those of the policy's other requirements.
    func problems(at path: String, besides names: Set<String>) -> [PolicyProblem] {
        var problems = [PolicyProblem]()
        if rules.isEmpty { problems.append(PolicyProblem("\(path).rules", "there are no rules")) }
        if rules.count > Self.most {
            problems.append(PolicyProblem("\(path).rules", "there are \(rules.count) rules, more than \(Self.most)"))
        }
        var names = names
        for (number, (rule, requirement)) in zip(rules, requirements()).enumerated() {
            let place = "\(path).rules[\(number)]"
            if !names.insert(requirement.name).inserted {
                problems.append(
                    PolicyProblem("\(place).SettingName", "`\(requirement.name)` names another requirement too"))
            }
            problems += rule.problems(at: place)
        }
        return problems
    }
}

extension CustomRule {
    private static func words(_ string: RemediationString, _ moreInformation: String) -> String {
        let hasEnd = string.title.last.map { ".!?:".contains($0) } ?? true
        let title = string.title + (hasEnd || string.description.isEmpty ? "" : ".")
        let parts = [title, string.description, moreInformation.isEmpty ? "" : "(\(moreInformation))"]
        return parts.filter { !$0.isEmpty }.joined(separator: " ")
    }

    /// What is shown where no other language fits.
    var text: String {
        let fallback = remediation.first { $0.language == RemediationString.fallback } ?? remediation.first
        return fallback.map { Self.words($0, moreInformation) } ?? ""
    }

    var translations: [String: String] {
        let others = remediation.filter { $0.language != RemediationString.fallback }
        return Dictionary(others.map { ($0.language, Self.words($0, moreInformation)) }) { first, _ in first }
    }

    fileprivate func problems(at path: String) -> [PolicyProblem] {
        var problems = [PolicyProblem]()
        if !CustomSetting.isName(setting) {
            problems.append(
                PolicyProblem(
                    "\(path).SettingName", "`\(setting)` cannot name a setting",
                    hint: "1 to \(CustomSetting.longestName) letters, digits, `-` and `_`, a letter first"))
        }
        if !operation.comparison.isValid(for: type.factType) {
            let possible = Operator.allCases.filter { $0.comparison.isValid(for: type.factType) }
            let names = possible.map { "`\($0.rawValue)`" }.joined(separator: ", ")
            problems.append(
                PolicyProblem(
                    "\(path).Operator", "`\(operation.rawValue)` does not fit \(type.rawValue)",
                    hint: "it allows \(names)"))
        } else if let problem = operation.comparison.problem(comparing: type.factType, with: operand) {
            problems.append(PolicyProblem("\(path).Operand", problem.message, hint: problem.hint))
        }
        var languages = Set<String>()
        for (number, string) in remediation.enumerated() where !languages.insert(string.language).inserted {
            problems.append(
                PolicyProblem(
                    "\(path).RemediationStrings[\(number)].Language", "`\(string.language)` is given twice"))
        }
        if !languages.contains(RemediationString.fallback) {
            problems.append(
                PolicyProblem(
                    "\(path).RemediationStrings", "the language `\(RemediationString.fallback)` is missing",
                    hint: "it is shown to whoever has another language"))
        }
        return problems
    }
}

extension CompliancePolicy {
    /// The policy to judge by: with a requirement for each custom rule.
    public func compiled() -> CompliancePolicy {
        guard let customRules else { return self }
        var policy = self
        policy.requirements += customRules.requirements()
        policy.customRules = nil
        return policy
    }

    /// The discovery scripts that the policy looks at.
    public var scripts: Set<String> {
        let looked = Set(requirements.compactMap { $0.fact.customParts?.script })
        return looked.union([customRules?.script].compactMap(\.self))
    }

    /// The settings of discovery scripts that the policy looks at, with the type that it takes each for and its place.
    public var customSettings: [(script: String, setting: String, type: FactType, place: String)] {
        let own = requirements.enumerated().compactMap { number, requirement in
            requirement.fact.customParts.flatMap { parts in
                requirement.declaredType.map { (parts.script, parts.setting, $0, "requirements[\(number)]") }
            }
        }
        let rules = customRules?.rules ?? []
        return own
            + rules.enumerated().map { number, rule in
                (customRules?.script ?? "", rule.setting, rule.type.factType, "customRules.rules[\(number)]")
            }
    }
}
