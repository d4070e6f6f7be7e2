public import GatehouseModel

extension CompliancePolicy {
    /// Whether the policy judges the device; a filter that cannot be known counts as holding, since more is then asked.
    public func isAssigned(to device: Device) -> Bool {
        guard platforms.isEmpty || platforms.contains(device.platform),
            includedGroups.isEmpty || includedGroups.contains(where: device.groups.contains),
            !excludedGroups.contains(where: device.groups.contains)
        else { return false }
        return filter?.matches(.known(device)) ?? true
    }

    /// The facts that the policy looks at.
    public var relevantFacts: Set<FactKey> {
        Set(requirements.map(\.fact)).union(requirements.compactMap(\.precondition?.fact))
    }
}

extension Sequence<CompliancePolicy> {
    /// The facts that any of the policies looks at: a check-in that changes none of them changes no verdict.
    public var relevantFacts: Set<FactKey> { reduce(into: []) { $0.formUnion($1.relevantFacts) } }
}
