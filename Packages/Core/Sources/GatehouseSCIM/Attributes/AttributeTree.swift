/// The attributes of a resource or the parts of a complex value, by name in the schema's spelling.
///
/// An extension stands as a complex value under its URN. What is unassigned is not kept (RFC 7643 §2.5).
public struct AttributeTree: Hashable, Sendable {
    private var values: [String: AttributeValue] = [:]

    /// The values given, but for unassigned ones.
    public init(_ values: [String: AttributeValue] = [:]) {
        self.values = values.filter { !$0.value.isUnassigned }
    }

    /// The value of this name, in the schema's spelling; to set an empty list or complex value is to remove it.
    public subscript(name: String) -> AttributeValue? {
        get { values[name] }
        set { values[name] = newValue.flatMap { $0.isUnassigned ? nil : $0 } }
    }

    /// Whether nothing is assigned.
    public var isEmpty: Bool { values.isEmpty }

    /// The names of what is assigned, in alphabetic order.
    public var names: [String] { values.keys.sorted() }

    /// The text of this name; `nil` when there is none or it is something else.
    public func text(_ name: String) -> String? { values[name]?.text }

    /// The truth value of this name; `nil` when there is none or it is something else.
    public func truth(_ name: String) -> Bool? { values[name]?.truth }

    /// The complex value of this name; empty when there is none.
    public func tree(_ name: String) -> AttributeTree {
        if case .complex(let tree) = values[name] { return tree }
        return AttributeTree()
    }

    /// The values of this name as trees, simple ones under `value`; empty when there are none.
    public func trees(_ name: String) -> [AttributeTree] { values[name]?.elements.map(\.tree) ?? [] }

    /// How much more work its values are than short ones.
    var extraWork: Int { values.values.reduce(0) { $0 + $1.extraWork } }

    /// This with what `other` has in place of its own.
    func merged(with other: AttributeTree) -> AttributeTree {
        var merged = self
        merged.values.merge(other.values) { $1 }
        return merged
    }
}
