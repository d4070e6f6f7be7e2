import GatehouseModel

/// Which devices a policy is about, by a rule over their attributes.
struct DeviceFilterCondition: Sendable {
    private let rule: FilterNode
    private let isExcluding: Bool

    init(_ filter: DeviceFilter) {
        rule = filter.rule.root
        isExcluding = filter.mode == .exclude
    }

    func holds(for device: Input<DeviceSignal>, isCompliant: Input<Bool>) -> Bool? {
        let holds: Bool?
        switch device {
        case .known(let signal): holds = rule.holds(for: signal.device, isCompliant: isCompliant)
        case .absent: holds = rule.holds(for: nil, isCompliant: .absent)
        case .unavailable: holds = nil
        }
        return holds.map { $0 != isExcluding }
    }
}
