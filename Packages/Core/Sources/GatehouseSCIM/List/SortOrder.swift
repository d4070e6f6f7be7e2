import GatehouseModel

/// In which order resources are listed (RFC 7644 §3.4.2.3).
public struct SortOrder: Hashable, Sendable {
    /// By which attribute.
    public var attribute: AttributePath
    /// Whether the least comes first.
    public var isAscending: Bool

    /// An order made here.
    public init(_ attribute: AttributePath, isAscending: Bool = true) {
        self.attribute = attribute
        self.isAscending = isAscending
    }

    /// Reads `sortBy` and `sortOrder`; `nil` when there is no `sortBy`.
    init?(by name: String?, order: String?) throws(SCIMError) {
        guard let name else { return nil }
        guard let path = AttributePath(name) else {
            throw SCIMError(.invalidValue, "\(quoted(name)) is no attribute's name", path: "sortBy")
        }
        switch order?.lowercased() {
        case nil, "ascending": self.init(path)
        case "descending": self.init(path, isAscending: false)
        default:
            throw SCIMError(
                .invalidValue, "\(quoted(order ?? "")) is neither `ascending` nor `descending`", path: "sortOrder")
        }
    }

    /// The resources in this order; equal ones stay as they were.
    ///
    /// Of several values the primary counts, else the first. Without a value a resource is last when ascending and
    /// first when descending. Refuses an attribute that the type does not have, that has no order or is never returned.
    public func sorted(
        _ resources: [AttributeTree], of type: SCIMResourceType
    ) throws(SCIMError) -> [AttributeTree] {
        let path = try resolved(in: type)
        let keyed = resources.enumerated().map { (key: Self.key(of: $1, path), place: $0, tree: $1) }
        let sorted = keyed.sorted { left, right in
            if left.key == right.key { return left.place < right.place }
            guard let one = left.key else { return !isAscending }
            guard let other = right.key else { return isAscending }
            return isAscending ? one < other : other < one
        }
        return sorted.map(\.tree)
    }

    private func resolved(in type: SCIMResourceType) throws(SCIMError) -> ResolvedPath {
        guard var path = type.resolve(attribute) else {
            throw SCIMError(.invalidValue, "\(quoted(type.name)) has no such attribute", path: attribute.description)
        }
        if path.target.type == .complex, path.subAttribute == nil {
            path.subAttribute = path.attribute.subAttribute("value")
        }
        guard path.target.type != .complex, path.target.returned != .never, path.attribute.returned != .never else {
            throw SCIMError(.invalidValue, "the attribute has no order", path: attribute.description)
        }
        return path
    }

    private static func key(of resource: AttributeTree, _ path: ResolvedPath) -> SortKey? {
        let tree = path.container.map { resource.tree($0) } ?? resource
        guard let values = tree[path.attribute.name]?.elements else { return nil }
        guard let value = values.first(where: { $0.tree.truth("primary") == true }) ?? values.first else { return nil }
        guard let part = path.subAttribute else { return SortKey(value, path.attribute) }
        return value.tree[part.name].map { SortKey($0, part) }
    }
}

/// What resources are compared by.
private enum SortKey: Comparable {
    case number(Double)
    case instant(Instant)
    case text(String)

    init(_ value: AttributeValue, _ definition: AttributeDefinition) {
        switch value {
        case .truth(let truth): self = .number(truth ? 1 : 0)
        case .integer(let number): self = .number(Double(number))
        case .decimal(let number): self = .number(number)
        case .text(let text):
            if definition.type == .dateTime, let instant = Instant(text) {
                self = .instant(instant)
            } else {
                self = .text(definition.isCaseExact ? text : text.lowercased())
            }
        case .complex, .list: self = .text("")
        }
    }
}
