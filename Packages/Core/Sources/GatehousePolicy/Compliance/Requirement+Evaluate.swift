import GatehouseModel

extension Requirement {
    /// The result on a device, with what was found in words.
    func evaluate(_ posture: Posture, on platform: Platform) -> (result: RequirementResult, found: String) {
        guard platforms.isEmpty || platforms.contains(platform) else {
            return (.notApplicable, "the platform is \(platform.rawValue)")
        }
        let judged = judge(posture[fact])
        guard let precondition, judged.result != .satisfied else {
            return precondition.flatMap { inapplicable($0, posture) } ?? judged
        }
        if let inapplicable = inapplicable(precondition, posture) { return inapplicable }
        switch applicability(of: precondition, posture) {
        case .unknown(let reason): return (.unknown, "whether this applies is not known: \(reason)")
        case .error(let reason): return (.error, "whether this applies cannot be told: \(reason)")
        case .holds, .fails: return judged
        }
    }

    /// Not applicable only where the precondition is known to fail, on evidence as good as the requirement wants.
    private func inapplicable(
        _ precondition: Precondition, _ posture: Posture
    ) -> (result: RequirementResult, found: String)? {
        guard applicability(of: precondition, posture) == .fails else { return nil }
        let state = posture[precondition.fact].map { Self.words(of: $0.state) } ?? "not reported yet"
        return (.notApplicable, "\(precondition.fact) is \(state)")
    }

    private func applicability(of precondition: Precondition, _ posture: Posture) -> TestOutcome {
        guard let fact = posture[precondition.fact] else { return .unknown("\(precondition.fact) is not reported yet") }
        switch fact.state {
        case .unavailable(let reason): return .unknown("\(precondition.fact): \(reason)")
        case _ where fact.assurance < minimumAssurance:
            return .unknown("\(precondition.fact) is only \(fact.assurance)")
        case .absent: return TestOutcome(precondition.test.holdsOfAbsent)
        case .known(let value):
            return precondition.test.evaluate(value, type: FactCatalogue.definition(of: precondition.fact)?.type)
        }
    }

    private func judge(_ fact: Fact?) -> (result: RequirementResult, found: String) {
        guard let fact else { return (.unknown, "not reported yet") }
        let type = declaredType ?? FactCatalogue.definition(of: self.fact)?.type
        let outcome: TestOutcome
        let found: String
        switch fact.state {
        // What a discovery script reports is part of the rule: where it fails, the rule cannot be evaluated.
        case .unavailable where self.fact.isCustom: return (.error, Self.words(of: fact.state))
        case .unavailable: return (.unknown, Self.words(of: fact.state))
        case .absent where !test.holdsOfAbsent: return (.unknown, Self.words(of: fact.state))
        case .absent: (outcome, found) = (.holds, Self.words(of: fact.state))
        case .known(let value): (outcome, found) = (test.evaluate(value, type: type), test.found(in: value, type: type))
        }
        guard fact.assurance >= minimumAssurance else {
            return (.failing, "\(found), but this is only \(fact.assurance) and must be \(minimumAssurance)")
        }
        switch outcome {
        case .holds: return (.satisfied, found)
        case .fails: return (.failing, found)
        case .unknown(let reason): return (.unknown, reason)
        case .error(let reason): return (.error, reason)
        }
    }

    private static func words(of state: FactState) -> String {
        switch state {
        case .known(let value): value.description
        case .absent(let reason): reason.isEmpty ? "absent" : "absent: \(reason)"
        case .unavailable(let reason): reason.isEmpty ? "not known" : "not known: \(reason)"
        }
    }
}
