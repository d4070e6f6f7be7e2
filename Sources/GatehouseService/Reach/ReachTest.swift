import GatehouseDocuments
import GatehouseModel
import GatehousePolicy

/// The question whether one document is about a device.
struct ReachTest {
    /// Whether the answer depends on the device's verdict.
    let needsVerdict: Bool
    let reach: (Device, Input<Verdict>, Instant) -> PolicyReach

    /// Refuses kinds that are about no device.
    init(_ kind: DocumentKind, _ name: String, in catalogue: TenantCatalogue) throws {
        switch kind {
        case .compliancePolicy:
            let policy = try Self.named(name, kind, among: catalogue.compliancePolicies, \.name)
            self.init { device, _, _ in policy.reach(of: device) }
        case .accessPolicy:
            let policy = try Self.named(name, kind, among: catalogue.accessPolicies(), \.name)
            self.init(needsVerdict: policy.conditions.deviceFilter?.rule.dependsOnCompliance == true) {
                policy.reach(of: $0, verdict: $1, at: $2)
            }
        case .deviceGroup:
            let group = try Self.named(name, kind, among: catalogue.deviceGroups, \.name)
            self.init { device, _, _ in group.standing(of: device) }
        case .assignmentFilter:
            let filter = try Self.named(name, kind, among: catalogue.assignmentFilters, \.name)
            self.init { device, _, _ in filter.standing(of: device) }
        case .complianceScript, .application, .enforcementPoint, .identityProvider, .namedLocation,
            .notificationChannel, .notificationTemplate, .tenantSettings:
            throw ServiceError(
                .invalid, "a document of kind `\(kind.rawValue)` is about no device",
                hint: "ask for a CompliancePolicy, an AccessPolicy, a DeviceGroup or an AssignmentFilter")
        }
    }

    private static func named<Element>(
        _ name: String, _ kind: DocumentKind, among all: [Element], _ own: KeyPath<Element, String>
    ) throws -> Element {
        guard let found = all.first(where: { $0[keyPath: own] == name }) else {
            throw ServiceError(.notFound, "there is no \(kind.rawValue) `\(name)`")
        }
        return found
    }

    private init(needsVerdict: Bool = false, _ reach: @escaping (Device, Input<Verdict>, Instant) -> PolicyReach) {
        self.needsVerdict = needsVerdict
        self.reach = reach
    }
}

extension DeviceGroup {
    /// As the device is kept: its groups were brought up to date with what they depend on.
    fileprivate func standing(of device: Device) -> PolicyReach {
        if device.groups.contains(name) {
            return rule.map { PolicyReach(.applies, by: .rule, "the rule holds: \($0.text)") }
                ?? PolicyReach(.applies, "the device was put into the group")
        }
        guard device.uncertainGroups.contains(name) else {
            return PolicyReach(.doesNotApply, "the device is not in the group")
        }
        return rule.map { PolicyReach(.mayApply, by: .rule, "whether the rule holds is not known: \($0.text)") }
            ?? PolicyReach(.mayApply, "several devices have the name that the group knows it by")
    }
}

extension AssignmentFilter {
    fileprivate func standing(of device: Device) -> PolicyReach {
        switch rule.selects(device) {
        case true?: PolicyReach(.applies, by: .rule, "the rule holds: \(rule.text)")
        case false?: PolicyReach(.doesNotApply, by: .rule, "the rule does not hold: \(rule.text)")
        case nil: PolicyReach(.mayApply, by: .rule, "whether the rule holds is not known: \(rule.text)")
        }
    }
}
