public import GatehouseModel

extension CompliancePolicy {
    /// Whether the policy judges the device; `mayApply` when that cannot be known, and then more is asked, not less.
    public func assignment(to device: Device) -> PolicyOutcome.Application { decided(for: device).application }

    /// Whether the policy judges the device, with the group, filter or condition that decided, in words.
    public func reach(of device: Device) -> PolicyReach {
        let (application, condition) = decided(for: device)
        guard let condition else { return PolicyReach(.applies, "the policy is for every device") }
        switch application {
        case .applies: return reached(device, by: condition)
        case .mayApply: return uncertain(device, by: condition)
        case .doesNotApply: return missed(device, by: condition)
        }
    }

    /// The facts that the policy looks at.
    public var relevantFacts: Set<FactKey> {
        Set(requirements.map(\.fact)).union(requirements.compactMap(\.precondition?.fact))
    }

    /// In the order in which they are looked at; exclude beats include.
    private static let conditions: [PolicyReach.Condition] = [
        .platforms, .excludedGroups, .includedGroups, .filter, .assignmentFilter,
    ]

    /// The first condition that is false decides, else the first that is not known, else the narrowest that holds.
    private func decided(
        for device: Device
    ) -> (application: PolicyOutcome.Application, condition: PolicyReach.Condition?) {
        var unknown: PolicyReach.Condition?
        for condition in Self.conditions {
            switch holds(condition, for: device) {
            case true?: break
            case false?: return (.doesNotApply, condition)
            case nil: unknown = unknown ?? condition
            }
        }
        if let unknown { return (.mayApply, unknown) }
        if !includedGroups.isEmpty { return (.applies, .includedGroups) }
        if assignmentFilter != nil { return (.applies, .assignmentFilter) }
        if filter != nil { return (.applies, .filter) }
        return (.applies, platforms.isEmpty ? nil : .platforms)
    }

    private func holds(_ condition: PolicyReach.Condition, for device: Device) -> Bool? {
        switch condition {
        case .platforms: platforms.isEmpty || platforms.contains(device.platform)
        case .excludedGroups: Self.isIn(excludedGroups, device).map { !$0 }
        case .includedGroups: includedGroups.isEmpty ? true : Self.isIn(includedGroups, device)
        case .filter:
            // Not `??`: that would take a rule that cannot be known for one that is not there.
            if let filter { filter.selects(device) } else { true }
        case .assignmentFilter:
            if let assignmentFilter {
                assignmentFilter.rule?.selects(device).map { $0 == (assignmentFilter.mode == .include) }
            } else {
                true
            }
        case .state, .deviceFilter, .rule: true
        }
    }

    /// Whether the device is in one of the groups.
    private static func isIn(_ groups: [String], _ device: Device) -> Bool? {
        if groups.contains(where: device.groups.contains) { return true }
        return groups.contains(where: device.uncertainGroups.contains) ? nil : false
    }
}

// What decided, in words.
extension CompliancePolicy {
    private func reached(_ device: Device, by condition: PolicyReach.Condition) -> PolicyReach {
        switch condition {
        case .includedGroups:
            let group = includedGroups.first(where: device.groups.contains)
            return PolicyReach(
                .applies, by: condition, name: group, "the device is in the included group `\(group ?? "")`")
        case .assignmentFilter:
            let filter = assignmentFilter?.name ?? ""
            let holds = assignmentFilter?.mode == .include ? "holds" : "does not hold, and it excludes"
            return PolicyReach(.applies, by: condition, name: filter, "the assignment filter `\(filter)` \(holds)")
        case .filter: return PolicyReach(.applies, by: condition, "the filter holds: \(filter?.text ?? "")")
        default: return PolicyReach(.applies, by: condition, "the policy is for \(platformNames)")
        }
    }

    private func uncertain(_ device: Device, by condition: PolicyReach.Condition) -> PolicyReach {
        switch condition {
        case .excludedGroups, .includedGroups:
            let isExcluding = condition == .excludedGroups
            let group = (isExcluding ? excludedGroups : includedGroups).first(where: device.uncertainGroups.contains)
            return PolicyReach(
                .mayApply, by: condition, name: group,
                "whether the device is in the \(isExcluding ? "excluded" : "included") group `\(group ?? "")` is not known"
            )
        case .assignmentFilter:
            let filter = assignmentFilter?.name
            return PolicyReach(
                .mayApply, by: condition, name: filter,
                "whether the assignment filter `\(filter ?? "")` holds is not known")
        default:
            return PolicyReach(.mayApply, by: condition, "whether the filter holds is not known: \(filter?.text ?? "")")
        }
    }

    private func missed(_ device: Device, by condition: PolicyReach.Condition) -> PolicyReach {
        switch condition {
        case .excludedGroups:
            let group = excludedGroups.first(where: device.groups.contains)
            return PolicyReach(
                .doesNotApply, by: condition, name: group, "the device is in the excluded group `\(group ?? "")`")
        case .includedGroups:
            let names = includedGroups.map { "`\($0)`" }.joined(separator: ", ")
            return PolicyReach(
                .doesNotApply, by: condition, name: includedGroups.count == 1 ? includedGroups.first : nil,
                "the device is not in the included \(includedGroups.count == 1 ? "group" : "groups") \(names)")
        case .assignmentFilter:
            let filter = assignmentFilter?.name ?? ""
            let holds = assignmentFilter?.mode == .include ? "does not hold" : "holds, and it excludes"
            return PolicyReach(.doesNotApply, by: condition, name: filter, "the assignment filter `\(filter)` \(holds)")
        case .filter:
            return PolicyReach(.doesNotApply, by: condition, "the filter does not hold: \(filter?.text ?? "")")
        default:
            return PolicyReach(
                .doesNotApply, by: condition,
                "the policy is for \(platformNames), and the device is \(device.platform.rawValue)")
        }
    }

    private var platformNames: String {
        Platform.allCases.filter(platforms.contains).map(\.rawValue).joined(separator: ", ")
    }
}

extension Sequence<CompliancePolicy> {
    /// The facts that any of the policies looks at: a check-in that changes none of them changes no verdict.
    public var relevantFacts: Set<FactKey> { reduce(into: []) { $0.formUnion($1.relevantFacts) } }

    /// The facts that requirements look at which `older` has not, or has otherwise: what a change of policies makes
    /// worth looking at again.
    ///
    /// Whom a policy reaches, its grace and what it schedules need no fact, and are left out.
    public func factsLookedAtAnew(since older: some Sequence<CompliancePolicy>) -> Set<FactKey> {
        let before = Set(older.flatMap { policy in policy.requirements.map { PlacedRequirement(policy.name, $0) } })
        return reduce(into: []) { facts, policy in
            for requirement in policy.requirements
            where !before.contains(PlacedRequirement(policy.name, requirement)) {
                facts.insert(requirement.fact)
                if let precondition = requirement.precondition { facts.insert(precondition.fact) }
            }
        }
    }
}

/// A requirement with the policy that it is part of.
private struct PlacedRequirement: Hashable {
    var policy: String
    var requirement: Requirement

    init(_ policy: String, _ requirement: Requirement) {
        self.policy = policy
        self.requirement = requirement
    }
}
