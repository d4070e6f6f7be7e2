import GatehouseModel

/// Which devices a policy is about, by a rule over their attributes.
struct DeviceFilterCondition: Sendable {
    private let rule: FilterNode
    private let isExcluding: Bool

    init(_ filter: DeviceFilter) {
        rule = filter.rule.root
        isExcluding = filter.mode == .exclude
    }

    /// Unknown when the device is unavailable.
    func holds(for device: Input<FilterSubject>) -> Bool? {
        switch device {
        case .known(let subject): rule.holds(for: subject).map { $0 != isExcluding }
        case .absent: rule.holds(for: nil).map { $0 != isExcluding }
        case .unavailable: nil
        }
    }
}
