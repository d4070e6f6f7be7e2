/// A body of the native API, with the example from which its published schema is derived.
public protocol APIMessage: Codable, Sendable, Hashable {
    /// Has a value in every optional member, and an element in every list.
    static var example: Self { get }
    /// The name of the type in `openapi.json`.
    static var schemaName: String { get }
}

extension APIMessage {
    /// The type's own name, where nothing else is said.
    public static var schemaName: String { String(describing: Self.self) }
}

/// One page of a list of the native API.
public struct ListPage<Item: APIMessage>: APIMessage {
    /// In the order that the route documents; empty when nothing was found.
    public var items: [Item]
    /// The `cursor` of the next page, if there is one.
    public var next: String?

    /// A page; without `next` it is the last.
    public init(items: [Item], next: String? = nil) {
        self.items = items
        self.next = next
    }

    /// One item, with a cursor.
    public static var example: Self { Self(items: [.example], next: "eyJhIjoxfQ") }
    /// The item's name and `Page`: a generic type's own name is no name for a schema.
    public static var schemaName: String { Item.schemaName + "Page" }
}
