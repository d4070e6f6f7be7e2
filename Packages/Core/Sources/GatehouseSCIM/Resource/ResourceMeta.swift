public import GatehouseModel

/// What the service knows of a resource (RFC 7643 §3.1).
public struct ResourceMeta: Hashable, Sendable {
    /// The resource's `id`.
    public var id: String
    /// When it was made.
    public var created: Instant
    /// When it last changed.
    public var lastModified: Instant
    /// Its address, whole.
    public var location: String
    /// Its version.
    public var version: EntityTag

    /// What the service knows, as it is.
    public init(id: String, created: Instant, lastModified: Instant, location: String, version: EntityTag) {
        self.id = id
        self.created = created
        self.lastModified = lastModified
        self.location = location
        self.version = version
    }
}

extension SCIMResourceType {
    /// The attributes with `id` and `meta`, as a resource of this type is stored and answered.
    public func attributes(_ attributes: AttributeTree, with meta: ResourceMeta) -> AttributeTree {
        var tree = attributes
        tree["id"] = .text(meta.id)
        tree["meta"] = .complex(
            AttributeTree([
                "resourceType": .text(name), "created": .text(meta.created.description),
                "lastModified": .text(meta.lastModified.description), "location": .text(meta.location),
                "version": .text(meta.version.description),
            ]))
        return tree
    }
}
