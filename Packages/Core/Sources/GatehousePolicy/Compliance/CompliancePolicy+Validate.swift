import GatehouseModel

extension CompliancePolicy {
    /// What is wrong with the policy, also by the fact catalogue; empty when it may be put to use.
    public func validate() -> [PolicyProblem] {
        var problems = [PolicyProblem]()
        if name.isEmpty { problems.append(PolicyProblem("name", "the policy has no name")) }
        if grace < .zero { problems.append(PolicyProblem("grace", "a grace is not negative")) }
        if let filter { problems += PolicyProblem.ofAssigningRule(filter, at: "filter") }
        if requirements.isEmpty, customRules == nil {
            problems.append(PolicyProblem("requirements", "the policy requires nothing"))
        }
        var names = Set<String>()
        for (number, requirement) in requirements.enumerated() {
            let path = "requirements[\(number)]"
            if !names.insert(requirement.name).inserted {
                problems.append(PolicyProblem("\(path).name", "`\(requirement.name)` names another requirement too"))
            }
            problems += requirement.problems(at: path, policyPlatforms: platforms)
        }
        if let customRules { problems += customRules.problems(at: "customRules", besides: names) }
        return problems + scheduleProblems
    }
}

extension Requirement {
    fileprivate func problems(at path: String, policyPlatforms: Set<Platform>) -> [PolicyProblem] {
        var problems = [PolicyProblem]()
        if name.isEmpty { problems.append(PolicyProblem("\(path).name", "the requirement has no name")) }
        if let grace, grace < .zero { problems.append(PolicyProblem("\(path).grace", "a grace is not negative")) }
        problems += test.problems(on: fact, declaredAs: declaredType, at: path)
        if let precondition {
            problems += precondition.test.problems(on: precondition.fact, at: "\(path).precondition")
        }
        if !platforms.isEmpty, !policyPlatforms.isEmpty, platforms.isDisjoint(with: policyPlatforms) {
            problems.append(PolicyProblem("\(path).platforms", "the policy is for none of these platforms"))
        }
        let reached = platforms.isEmpty ? policyPlatforms : platforms
        if let definition = FactCatalogue.definition(of: fact), !reached.isEmpty,
            reached.isDisjoint(with: definition.platforms)
        {
            let names = definition.platforms.map(\.rawValue).sorted().joined(separator: ", ")
            problems.append(PolicyProblem("\(path).fact", "`\(fact)` is reported only on \(names)"))
        }
        return problems
    }
}
