extension SCIMSchema {
    /// A group of people and groups (RFC 7643 §4.2).
    public static let group = SCIMSchema(
        id: "urn:ietf:params:scim:schemas:core:2.0:Group", name: "Group", summary: "A group of people and groups",
        attributes: [
            AttributeDefinition("displayName", "The name that people see.", isRequired: true),
            AttributeDefinition(
                "members", "Who is in the group.", type: .complex, isMultiValued: true,
                subAttributes: [
                    AttributeDefinition("value", "The member's `id`.", isCaseExact: true, mutability: .immutable),
                    AttributeDefinition(
                        "$ref", "The member's address.", type: .reference, isCaseExact: true, mutability: .immutable,
                        referenceTypes: ["User", "Group"]),
                    AttributeDefinition(
                        "type", "What the member is.", canonicalValues: ["User", "Group"], mutability: .immutable),
                    AttributeDefinition("display", "The member's name.", mutability: .readOnly),
                ]),
        ])
}
