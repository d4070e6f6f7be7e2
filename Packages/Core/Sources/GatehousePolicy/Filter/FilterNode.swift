/// A rule as a tree, with its constants folded.
package indirect enum FilterNode: Hashable, Sendable {
    case comparison(FilterComparison)
    case not(FilterNode)
    /// At least two.
    case and([FilterNode])
    /// At least two.
    case or([FilterNode])

    /// Whether the rule holds, for no device when `subject` is `nil`; the answer `nil` is: it cannot be known.
    func holds(for subject: FilterSubject?) -> Bool? {
        switch self {
        case .comparison(let comparison): comparison.holds(for: subject)
        case .not(let node): node.holds(for: subject).map { !$0 }
        case .and(let nodes): Self.first(false, among: nodes, for: subject)
        case .or(let nodes): Self.first(true, among: nodes, for: subject)
        }
    }

    /// Kleene's rule for both: `decisive` when one node says so, else unknown when one is unknown, else the opposite.
    private static func first(
        _ decisive: Bool, among nodes: [FilterNode], for subject: FilterSubject?
    ) -> Bool? {
        var isUnknown = false
        for node in nodes {
            switch node.holds(for: subject) {
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
