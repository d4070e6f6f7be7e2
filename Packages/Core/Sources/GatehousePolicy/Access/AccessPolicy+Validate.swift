import GatehouseModel

extension AccessPolicy {
    /// What is wrong with the policy; empty when it may be put to use.
    public func validate() -> [PolicyProblem] {
        var problems = [PolicyProblem]()
        if name.isEmpty { problems.append(PolicyProblem("name", "the policy has no name")) }
        problems += controlProblems()
        problems += Self.problems(of: conditions.applications, at: "conditions.applications")
        if let platforms = conditions.platforms {
            problems += Self.problems(of: platforms, at: "conditions.platforms")
        }
        if let locations = conditions.locations {
            problems += Self.problems(of: locations, at: "conditions.locations")
        }
        if conditions.clientApplications?.isEmpty == true {
            problems.append(Self.includesNothing(at: "conditions.clientApplications"))
        }
        return problems
    }

    private func controlProblems() -> [PolicyProblem] {
        guard !controls.isEmpty else {
            return [PolicyProblem("controls", "the policy has no control", hint: "name `block`, or what access needs")]
        }
        var problems = [PolicyProblem]()
        if controls.contains(.block), controls.contains(where: { $0 != .block }) {
            problems.append(PolicyProblem("controls", "`block` stands alone: no other control can lift it"))
        }
        for (number, control) in controls.enumerated() where controls[..<number].contains(control) {
            problems.append(PolicyProblem("controls[\(number)]", "`\(control)` is named twice"))
        }
        return problems
    }

    private static func problems<Value>(of selection: Selection<Value>, at path: String) -> [PolicyProblem] {
        guard let include = selection.include else { return [] }
        if include.isEmpty { return [includesNothing(at: "\(path).include")] }
        guard include.isSubset(of: selection.exclude) else { return [] }
        return [PolicyProblem("\(path).exclude", "all that is included is excluded: the policy never applies")]
    }

    private static func includesNothing(at path: String) -> PolicyProblem {
        PolicyProblem(path, "nothing is included: the policy never applies", hint: "leave it out to include all")
    }
}

extension AccessSettings {
    /// What is wrong with the settings; empty when they may be put to use.
    public func validate() -> [PolicyProblem] {
        guard decisionLifetime > .zero, decisionLifetime <= .seconds(86_400) else {
            return [PolicyProblem("decisionLifetime", "`\(decisionLifetime.text)` is not more than 0s and at most 1d")]
        }
        return []
    }
}
