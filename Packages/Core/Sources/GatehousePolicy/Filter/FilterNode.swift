import GatehouseModel

/// A rule as a tree, with its constants folded.
package indirect enum FilterNode: Hashable, Sendable {
    case comparison(FilterComparison)
    case not(FilterNode)
    /// At least two.
    case and([FilterNode])
    /// At least two.
    case or([FilterNode])

    /// Whether the rule holds for a device, or for none when `device` is `nil`; `nil` when it cannot be known.
    func holds(for device: Device?, isCompliant: Input<Bool>) -> Bool? {
        switch self {
        case .comparison(let comparison): comparison.holds(for: device, isCompliant: isCompliant)
        case .not(let node): node.holds(for: device, isCompliant: isCompliant).map { !$0 }
        case .and(let nodes): Self.first(false, among: nodes, for: device, isCompliant: isCompliant)
        case .or(let nodes): Self.first(true, among: nodes, for: device, isCompliant: isCompliant)
        }
    }

    /// Kleene's rule for both: `decisive` when one node says so, else unknown when one is unknown, else the opposite.
    private static func first(
        _ decisive: Bool, among nodes: [FilterNode], for device: Device?, isCompliant: Input<Bool>
    ) -> Bool? {
        var isUnknown = false
        for node in nodes {
            switch node.holds(for: device, isCompliant: isCompliant) {
            case decisive?: return decisive
            case nil: isUnknown = true
            default: break
            }
        }
        return isUnknown ? nil : !decisive
    }

    /// The properties that the rule looks at.
    package var properties: Set<FilterProperty> {
        switch self {
        case .comparison(let comparison): [comparison.property]
        case .not(let node): node.properties
        case .and(let nodes), .or(let nodes): nodes.reduce(into: []) { $0.formUnion($1.properties) }
        }
    }
}
