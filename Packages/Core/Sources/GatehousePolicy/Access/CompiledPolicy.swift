import GatehouseModel

/// One policy, ready to be asked often.
final class CompiledPolicy: Sendable {
    let name: String
    let isReportOnly: Bool
    let controls: [GrantControl]
    let applications: ApplicationCondition
    let platforms: PlatformCondition
    let clientApplications: ClientApplicationCondition
    private let locations: LocationCondition?
    let deviceFilter: DeviceFilterCondition?
    private let isAlternative: Bool

    init(_ policy: AccessPolicy) {
        name = policy.name
        isReportOnly = policy.state == .reportOnly
        // A block among other controls is refused by validation; here it wins.
        controls = policy.controls.contains(.block) ? [.block] : policy.controls
        isAlternative = policy.grantOperator == .or
        applications = ApplicationCondition(policy.conditions.applications)
        platforms = PlatformCondition(policy.conditions.platforms)
        clientApplications = ClientApplicationCondition(policy.conditions.clientApplications)
        locations = policy.conditions.locations.map(LocationCondition.init)
        deviceFilter = policy.conditions.deviceFilter.map(DeviceFilterCondition.init)
    }

    /// Whether the policy applies, with the first condition that is false, or else the first that is unknown.
    func application(
        to signals: Signals, _ circumstances: Circumstances
    ) -> (application: PolicyOutcome.Application, deciding: AccessCondition?) {
        var unknown: AccessCondition?
        for condition in AccessCondition.allCases {
            switch holds(condition, for: signals, circumstances) {
            case true?: break
            case false?: return (.doesNotApply, condition)
            case nil: unknown = unknown ?? condition
            }
        }
        return (unknown == nil ? .applies : .mayApply, unknown)
    }

    private func holds(_ condition: AccessCondition, for signals: Signals, _ circumstances: Circumstances) -> Bool? {
        switch condition {
        case .applications: applications.holds(for: signals.application)
        case .platforms: platforms.holds(for: circumstances.platform)
        case .locations: locations.map { $0.holds(for: signals.address) } ?? true
        case .clientApplications: clientApplications.holds(for: circumstances.client)
        case .deviceFilter:
            deviceFilter.map { $0.holds(for: circumstances.device) } ?? true
        }
    }

    /// How the controls come out together; a policy without controls is never satisfied.
    func result(for signals: Signals, _ circumstances: Circumstances) -> PolicyOutcome.Result {
        var satisfied = 0
        var presentable = 0
        for control in controls {
            switch control.standing(for: signals, circumstances) {
            case .satisfied: satisfied += 1
            case .presentable: presentable += 1
            case .unsatisfied: break
            }
        }
        if isAlternative { return satisfied > 0 ? .success : presentable > 0 ? .interrupted : .failure }
        guard !controls.isEmpty, satisfied + presentable == controls.count else { return .failure }
        return presentable == 0 ? .success : .interrupted
    }
}
