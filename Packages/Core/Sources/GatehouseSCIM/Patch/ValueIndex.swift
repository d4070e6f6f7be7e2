/// Finds the value of an attribute that is the same as another: by `value` and `type` where both have a `value`, else
/// as a whole.
///
/// Where the type is immutable, as a member's, the `value` alone says which one it is.
struct ValueIndex {
    private enum Key: Hashable {
        case named(String, String?)
        case whole(AttributeValue)
    }

    private let value: AttributeDefinition?
    private let type: AttributeDefinition?
    private var places: [Key: Int] = [:]
    /// By `value` alone: a value that is sent without a type means the one that is there.
    private var untyped: [String: Int] = [:]

    init(_ elements: [AttributeValue], of attribute: AttributeDefinition) {
        value = attribute.subAttribute("value")
        type = attribute.subAttribute("type").flatMap { $0.mutability == .immutable ? nil : $0 }
        for (place, element) in elements.enumerated() { insert(element, at: place) }
    }

    /// The place of the value that `element` is the same as; a missing type, on either side, is any type.
    subscript(element: AttributeValue) -> Int? {
        let key = key(of: element)
        if let place = places[key] { return place }
        guard case .named(let name, let type) = key else { return nil }
        return type == nil ? untyped[name] : places[.named(name, nil)]
    }

    mutating func insert(_ element: AttributeValue, at place: Int) {
        let key = key(of: element)
        places[key] = places[key] ?? place
        if case .named(let name, _) = key { untyped[name] = untyped[name] ?? place }
    }

    /// The value at `place` is another one now, and no longer found as what it was.
    mutating func replace(_ old: AttributeValue, by new: AttributeValue, at place: Int) {
        let key = key(of: old)
        if places[key] == place { places[key] = nil }
        insert(new, at: place)
    }

    private func key(of element: AttributeValue) -> Key {
        guard case .complex(let tree) = element, let name = tree.text("value") else { return .whole(element) }
        return .named(folded(name, value), type.flatMap { type in tree.text("type").map { folded($0, type) } })
    }

    private func folded(_ text: String, _ definition: AttributeDefinition?) -> String {
        definition?.isCaseExact == true ? text : text.lowercased()
    }
}
