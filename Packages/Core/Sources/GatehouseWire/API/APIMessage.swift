/// A body of the native API, with the example from which its published schema is derived.
public protocol APIMessage: Codable, Sendable, Hashable {
    /// Has a value in every optional member, and an element in every list.
    static var example: Self { get }
    /// The name of the type in `openapi.json`.
    static var schemaName: String { get }
}

extension APIMessage {
    public static var schemaName: String { String(describing: Self.self) }
}

/// One page of a list of the native API.
public struct ListPage<Item: APIMessage>: APIMessage {
    public var items: [Item]
    /// The `cursor` of the next page, if there is one.
    public var next: String?

    public init(items: [Item], next: String? = nil) {
        self.items = items
        self.next = next
    }

    public static var example: Self { Self(items: [.example], next: "eyJhIjoxfQ") }
    public static var schemaName: String { Item.schemaName + "Page" }
}
