import GatehouseModel

extension Requirement {
    /// The result on a device, with what was found in words.
    func evaluate(_ posture: Posture, on device: Device) -> (result: RequirementResult, found: String) {
        guard platforms.isEmpty || platforms.contains(device.platform) else {
            return (.notApplicable, "the platform is \(device.platform.rawValue)")
        }
        let judged = judge(posture[fact], device)
        guard let precondition, judged.result != .satisfied else {
            return precondition.flatMap { inapplicable($0, posture, device) } ?? judged
        }
        if let inapplicable = inapplicable(precondition, posture, device) { return inapplicable }
        switch applicability(of: precondition, posture, device) {
        case .unknown(let reason): return (.unknown, "whether this applies is not known: \(reason)")
        case .error(let reason): return (.error, "whether this applies cannot be told: \(reason)")
        case .holds, .fails: return judged
        }
    }

    /// Not applicable only where the precondition is known to fail, on evidence as good as the requirement wants.
    private func inapplicable(
        _ precondition: Precondition, _ posture: Posture, _ device: Device
    ) -> (result: RequirementResult, found: String)? {
        guard applicability(of: precondition, posture, device) == .fails else { return nil }
        let state = posture[precondition.fact].map { Self.words(of: $0.state) } ?? "not reported yet"
        return (.notApplicable, "\(precondition.fact) is \(state)")
    }

    private func applicability(
        of precondition: Precondition, _ posture: Posture, _ device: Device
    ) -> TestOutcome {
        guard let fact = posture[precondition.fact] else {
            return .unknown("\(precondition.fact) is \(Self.silence(about: precondition.fact, device))")
        }
        switch fact.state {
        case .unavailable(let reason): return .unknown("\(precondition.fact): \(reason)")
        case _ where fact.assurance < minimumAssurance:
            return .unknown("\(precondition.fact) is only \(fact.assurance)")
        case .absent: return TestOutcome(precondition.test.holdsOfAbsent)
        case .known(let value):
            return precondition.test.evaluate(value, type: FactCatalogue.definition(of: precondition.fact)?.type)
        }
    }

    /// Why nothing is known of a fact that the device never reported.
    private static func silence(about key: FactKey, _ device: Device) -> String {
        FactCatalogue.withholding(of: key, by: device.ownership) ?? "not reported yet"
    }

    private func judge(_ fact: Fact?, _ device: Device) -> (result: RequirementResult, found: String) {
        guard let fact else { return (.unknown, Self.silence(about: self.fact, device)) }
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
