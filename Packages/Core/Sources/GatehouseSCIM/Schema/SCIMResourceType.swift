public import GatehouseWire

/// A kind of resource: where it is, its schema and the schemas that extend it (RFC 7643 §6).
public struct SCIMResourceType: Hashable, Sendable {
    /// As `User`; the `resourceType` of `meta`.
    public let name: String
    /// Below the service's address, as `/Users`.
    public let endpoint: String
    /// For people.
    public let summary: String
    /// The schema that every such resource has.
    public let schema: SCIMSchema
    /// The schemas that a resource may have besides; none is required.
    public let extensions: [SCIMSchema]
    /// All that a resource may hold, in the order of writing: what is common to all resources (RFC 7643 §3.1), the
    /// schema's attributes and each extension as one complex attribute under its URN.
    let definitions: [AttributeDefinition]

    /// A kind of resource; whether names are unique is not checked.
    public init(name: String, endpoint: String, summary: String, schema: SCIMSchema, extensions: [SCIMSchema] = []) {
        self.name = name
        self.endpoint = endpoint
        self.summary = summary
        self.schema = schema
        self.extensions = extensions
        let added = extensions.map {
            AttributeDefinition($0.id, $0.summary, type: .complex, subAttributes: $0.attributes)
        }
        definitions = Self.head + schema.attributes + added + [Self.meta]
    }

    /// People.
    public static let user = SCIMResourceType(
        name: "User", endpoint: "/Users", summary: "People's accounts", schema: .user, extensions: [.enterpriseUser])
    /// Groups of people and groups.
    public static let group = SCIMResourceType(
        name: "Group", endpoint: "/Groups", summary: "Groups of people and groups", schema: .group)
    /// The kinds that Gatehouse provisions.
    public static let all: [SCIMResourceType] = [.user, .group]

    /// The schemas that a resource with these attributes has: its own, and each extension that holds something.
    public func schemas(of attributes: AttributeTree) -> [String] {
        [schema.id] + extensions.map(\.id).filter { attributes[$0] != nil }
    }

    /// The document of `/ResourceTypes/{name}`; `base` is the address of the service, without a slash at its end.
    public func json(base: String) -> JSON {
        let added = extensions.map {
            JSON.object([JSON.Member("schema", .string($0.id)), JSON.Member("required", .boolean(false))])
        }
        return .object([
            JSON.Member("schemas", .texts([SCIMSchema.resourceType.id])), JSON.Member("id", .string(name)),
            JSON.Member("name", .string(name)), JSON.Member("endpoint", .string(endpoint)),
            JSON.Member("description", .string(summary)), JSON.Member("schema", .string(schema.id)),
            JSON.Member("schemaExtensions", .array(added)),
            JSON.Member("meta", .discovery("ResourceType", at: "\(base)/ResourceTypes/\(name)")),
        ])
    }

    private static let head: [AttributeDefinition] = [
        AttributeDefinition(
            "schemas", "The schemas of the resource.", type: .reference, isMultiValued: true, isCaseExact: true,
            mutability: .readOnly, returned: .always, referenceTypes: ["uri"]),
        AttributeDefinition(
            "id", "Given by the service, for good.", isCaseExact: true, mutability: .readOnly, returned: .always,
            uniqueness: .server),
        AttributeDefinition("externalId", "The client's own name for the resource.", isCaseExact: true),
    ]

    private static let meta = AttributeDefinition(
        "meta", "What the service knows of the resource.", type: .complex, mutability: .readOnly,
        subAttributes: [
            AttributeDefinition("resourceType", "The kind.", isCaseExact: true, mutability: .readOnly),
            AttributeDefinition("created", "When it was made.", type: .dateTime, mutability: .readOnly),
            AttributeDefinition("lastModified", "When it last changed.", type: .dateTime, mutability: .readOnly),
            AttributeDefinition("location", "Its address.", type: .reference, isCaseExact: true, mutability: .readOnly),
            AttributeDefinition("version", "Its weak entity tag.", isCaseExact: true, mutability: .readOnly),
        ])
}
