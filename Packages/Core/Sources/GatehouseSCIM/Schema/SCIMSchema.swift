public import GatehouseWire

/// A schema: a URN and the attributes that it defines (RFC 7643 §7).
public struct SCIMSchema: Hashable, Sendable {
    /// The URN, in its own spelling; compared without regard to case.
    public var id: String
    /// For people.
    public var name: String
    /// For people.
    public var summary: String
    /// In the order in which they are written.
    public var attributes: [AttributeDefinition]

    /// A schema; whether names are unique is not checked.
    public init(id: String, name: String, summary: String, attributes: [AttributeDefinition]) {
        self.id = id
        self.name = name
        self.summary = summary
        self.attributes = attributes
    }

    /// The schemas of the core and of the resources that Gatehouse provisions, in the order of `/Schemas`.
    public static let all: [SCIMSchema] = [
        .user, .group, .enterpriseUser, .serviceProviderConfiguration, .resourceType, .schema,
    ]

    /// The document of `/Schemas/{id}`; `base` is the address of the service, without a slash at its end.
    public func json(base: String) -> JSON {
        .object([
            JSON.Member("schemas", .texts([Self.schema.id])), JSON.Member("id", .string(id)),
            JSON.Member("name", .string(name)), JSON.Member("description", .string(summary)),
            JSON.Member("attributes", .array(attributes.map(\.json))),
            JSON.Member("meta", .discovery("Schema", at: "\(base)/Schemas/\(id)")),
        ])
    }
}

extension JSON {
    /// The `meta` of a document that describes the service and has no times.
    static func discovery(_ resourceType: String, at location: String) -> JSON {
        .object([
            JSON.Member("resourceType", .string(resourceType)), JSON.Member("location", .string(location)),
        ])
    }
}

extension AttributeDefinition {
    /// An attribute of several values with a type and at most one primary (RFC 7643 §2.4).
    static func plural(
        _ name: String, _ summary: String, of type: AttributeType = .string, types: [String] = [],
        isCaseExact: Bool = false, referenceTypes: [String] = []
    ) -> AttributeDefinition {
        AttributeDefinition(
            name, summary, type: .complex, isMultiValued: true,
            subAttributes: [
                AttributeDefinition(
                    "value", "The value itself.", type: type, isCaseExact: isCaseExact, referenceTypes: referenceTypes),
                AttributeDefinition("display", "A name for people."),
                AttributeDefinition("type", "What the value is for.", canonicalValues: types),
                AttributeDefinition("primary", "Whether this is the preferred value; at most one is.", type: .boolean),
            ])
    }
}
