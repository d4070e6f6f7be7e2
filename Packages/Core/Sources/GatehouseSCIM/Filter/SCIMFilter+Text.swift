import GatehouseWire

extension SCIMFilter: CustomStringConvertible {
    /// The filter in one spelling, which reads as the same tree.
    public var description: String {
        switch self {
        case .present(let path): "\(path) pr"
        case .comparison(let path, let comparator, let value):
            "\(path) \(comparator.rawValue) \(String(decoding: value.serialised(), as: UTF8.self))"
        case .element(let path, let filter): "\(path)[\(filter)]"
        case .not(let filter): "not (\(filter))"
        case .and(let filters): filters.map { $0.text(within: .and) }.joined(separator: " and ")
        case .or(let filters): filters.map { $0.text(within: .or) }.joined(separator: " or ")
        }
    }

    private enum Binding: Int {
        case or
        case and
        case term
    }

    private var binding: Binding {
        switch self {
        case .or: .or
        case .and: .and
        default: .term
        }
    }

    private func text(within parent: Binding) -> String {
        binding.rawValue > parent.rawValue ? description : "(\(description))"
    }
}
