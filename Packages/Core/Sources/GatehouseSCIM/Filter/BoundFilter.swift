/// A filter whose attributes and values were checked against a resource type; answers for one resource after another.
///
/// `ne` is exactly `not … eq`, so an attribute without a value differs from every value; an attribute that the type
/// does not have counts as one without a value (RFC 7644 §3.4.2.1).
public struct BoundFilter: Sendable {
    private let test: FilterTest
    private let type: SCIMResourceType

    init(_ test: FilterTest, _ type: SCIMResourceType) {
        self.test = test
        self.type = type
    }

    /// Whether the filter holds for a resource of the type that it was bound to.
    public func matches(_ attributes: AttributeTree) -> Bool {
        guard test.asksForSchemas else { return test.holds(for: attributes) }
        var attributes = attributes
        attributes["schemas"] = .list(type.schemas(of: attributes).map(AttributeValue.text))
        return test.holds(for: attributes)
    }
}

/// A filter's nodes with names in the schemas' spelling.
indirect enum FilterTest: Sendable {
    /// Of an attribute that the type does not have.
    case never
    case present([String])
    case comparison([String], ValueComparison)
    case element([String], FilterTest)
    case not(FilterTest)
    case and([FilterTest])
    case or([FilterTest])

    func holds(for tree: AttributeTree) -> Bool {
        switch self {
        case .never: false
        case .present(let steps): Self.contains(tree, steps[...]) { !Self.isEmpty($0) }
        case .comparison(let steps, let comparison): Self.contains(tree, steps[...], comparison.holds)
        case .element(let steps, let test): Self.contains(tree, steps[...]) { test.holds(for: $0.tree) }
        case .not(let test): !test.holds(for: tree)
        case .and(let tests): tests.allSatisfy { $0.holds(for: tree) }
        case .or(let tests): tests.contains { $0.holds(for: tree) }
        }
    }

    var asksForSchemas: Bool {
        switch self {
        case .never: false
        case .present(let steps), .comparison(let steps, _), .element(let steps, _): steps.first == "schemas"
        case .not(let test): test.asksForSchemas
        case .and(let tests), .or(let tests): tests.contains(where: \.asksForSchemas)
        }
    }

    /// How many comparisons it holds.
    var size: Int {
        switch self {
        case .never, .present, .comparison: 1
        case .element(_, let test), .not(let test): test.size
        case .and(let tests), .or(let tests): tests.reduce(0) { $0 + $1.size }
        }
    }

    /// Whether one of the values at `steps` below `tree` is as wanted.
    private static func contains(
        _ tree: AttributeTree, _ steps: ArraySlice<String>, _ isWanted: (AttributeValue) -> Bool
    ) -> Bool {
        guard let name = steps.first, let value = tree[name] else { return false }
        let rest = steps.dropFirst()
        if case .list(let values) = value {
            return values.contains { rest.isEmpty ? isWanted($0) : contains($0.tree, rest, isWanted) }
        }
        return rest.isEmpty ? isWanted(value) : contains(value.tree, rest, isWanted)
    }

    private static func isEmpty(_ value: AttributeValue) -> Bool {
        switch value {
        case .text(let text): text.isEmpty
        case .complex(let tree): tree.names.allSatisfy { tree[$0].map(isEmpty) ?? true }
        case .list(let values): values.allSatisfy(isEmpty)
        case .truth, .integer, .decimal: false
        }
    }
}
