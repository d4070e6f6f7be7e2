/// A value of an attribute (RFC 7643 §2.3); an attribute without a value is not there at all (§2.5).
public enum AttributeValue: Hashable, Sendable {
    /// A string, reference, time or base 64.
    case text(String)
    case truth(Bool)
    case integer(Int64)
    case decimal(Double)
    case complex(AttributeTree)
    /// The values of an attribute that has several, none of which is a list.
    case list([AttributeValue])

    /// Whether it counts as no value.
    var isUnassigned: Bool {
        switch self {
        case .complex(let tree): tree.isEmpty
        case .list(let values): values.isEmpty
        default: false
        }
    }

    /// The values of a list, or the one value.
    var elements: [AttributeValue] {
        if case .list(let values) = self { return values }
        return [self]
    }

    /// The parts of a complex value; a simple one stands under `value`, so that filters can name it.
    var tree: AttributeTree {
        if case .complex(let tree) = self { return tree }
        return AttributeTree(["value": self])
    }

    /// The text, of a text.
    public var text: String? {
        if case .text(let text) = self { return text }
        return nil
    }

    /// The truth value, of a truth value.
    public var truth: Bool? {
        if case .truth(let truth) = self { return truth }
        return nil
    }
}
