import GatehouseModel

/// Which addresses a policy is about.
struct LocationCondition: Sendable {
    /// `nil` includes every address, also none.
    private let include: [IPRange]?
    private let exclude: [IPRange]

    init(_ selection: Selection<IPRange>) {
        include = selection.include.map(Array.init)
        exclude = Array(selection.exclude)
    }

    func holds(for address: Input<IPAddress>) -> Bool? {
        switch address {
        case .known(let address):
            (include?.contains { $0.contains(address) } ?? true) && !exclude.contains { $0.contains(address) }
        case .absent:
            include == nil
        case .unavailable:
            Kleene.selects(
                included: include.map { $0.isEmpty ? false : nil } ?? true, excluded: exclude.isEmpty ? false : nil)
        }
    }
}
