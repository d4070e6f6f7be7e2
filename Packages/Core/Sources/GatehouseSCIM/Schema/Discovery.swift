public import GatehouseWire

/// The documents by which a client learns what the service has (RFC 7644 §4).
public struct Discovery: Hashable, Sendable {
    /// The address of the service, without a slash at its end.
    public var base: String

    /// Documents whose locations are below `base`.
    public init(base: String) { self.base = base }

    /// The answer of `/Schemas`.
    public var schemas: JSON { Self.list(SCIMSchema.all.map { $0.json(base: base) }) }

    /// The answer of `/ResourceTypes`.
    public var resourceTypes: JSON { Self.list(SCIMResourceType.all.map { $0.json(base: base) }) }

    /// The answer of `/Schemas/{id}`; `nil` when there is no such schema.
    public func schema(id: String) -> JSON? {
        SCIMSchema.all.first { FoldedComparison.areEqual($0.id, id) }?.json(base: base)
    }

    /// The answer of `/ResourceTypes/{name}`; `nil` when there is no such kind.
    public func resourceType(name: String) -> JSON? {
        SCIMResourceType.all.first { $0.name == name }?.json(base: base)
    }

    private static func list(_ documents: [JSON]) -> JSON {
        ListResponse(totalResults: documents.count, startIndex: 1, resources: documents).json
    }
}
