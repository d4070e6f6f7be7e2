extension SCIMSchema {
    /// What the service can do (RFC 7643 §5).
    public static let serviceProviderConfiguration = SCIMSchema(
        id: "urn:ietf:params:scim:schemas:core:2.0:ServiceProviderConfig", name: "Service Provider Configuration",
        summary: "What this service can do",
        attributes: [
            AttributeDefinition(
                "documentationUri", "A page for people.", type: .reference, isCaseExact: true, mutability: .readOnly,
                referenceTypes: ["external"]),
            .feature("patch", "Changing parts of a resource."),
            .feature(
                "bulk", "Several operations in one request.",
                [
                    .told("maxOperations", .integer, "The most operations in one request."),
                    .told("maxPayloadSize", .integer, "The largest request, in bytes."),
                ]),
            .feature(
                "filter", "Choosing resources by a filter.",
                [.told("maxResults", .integer, "The most resources in one answer.")]),
            .feature("changePassword", "Changing a password."),
            .feature("sort", "Answers in order."),
            .feature("etag", "Versions in the header ETag."),
            AttributeDefinition(
                "authenticationSchemes", "How clients prove who they are.", type: .complex, isMultiValued: true,
                isRequired: true, mutability: .readOnly,
                subAttributes: [
                    AttributeDefinition(
                        "type", "The kind of proof.", isRequired: true,
                        canonicalValues: ["oauth", "oauth2", "oauthbearertoken", "httpbasic", "httpdigest"],
                        mutability: .readOnly), .told("name", .string, "A name for people."),
                    .told("description", .string, "A sentence for people."),
                    AttributeDefinition(
                        "specUri", "The specification.", type: .reference, isCaseExact: true, mutability: .readOnly,
                        referenceTypes: ["external"]),
                    AttributeDefinition(
                        "documentationUri", "A page for people.", type: .reference, isCaseExact: true,
                        mutability: .readOnly,
                        referenceTypes: ["external"]),
                    AttributeDefinition("primary", "Whether it is preferred.", type: .boolean, mutability: .readOnly),
                ]),
        ])

    /// A kind of resource and where it is (RFC 7643 §6).
    public static let resourceType = SCIMSchema(
        id: "urn:ietf:params:scim:schemas:core:2.0:ResourceType", name: "ResourceType",
        summary: "A kind of resource and where it is",
        attributes: [
            .told("name", .string, "The name of the kind."),
            AttributeDefinition("description", "A sentence for people.", mutability: .readOnly),
            .place("endpoint", "Where the resources are, below the service's address.", ["uri"]),
            .place("schema", "The schema of the resources.", ["uri"]),
            AttributeDefinition(
                "schemaExtensions", "What is added to the schema.", type: .complex, isMultiValued: true,
                mutability: .readOnly,
                subAttributes: [
                    .place("schema", "The schema of the extension.", ["uri"]),
                    .told("required", .boolean, "Whether every resource has it."),
                ]),
        ])

    /// A schema itself (RFC 7643 §7).
    public static let schema = SCIMSchema(
        id: "urn:ietf:params:scim:schemas:core:2.0:Schema", name: "Schema", summary: "A schema and its attributes",
        attributes: [
            .told("name", .string, "A name for people."),
            AttributeDefinition("description", "A sentence for people.", mutability: .readOnly),
            AttributeDefinition(
                "attributes", "The attributes.", type: .complex, isMultiValued: true, isRequired: true,
                mutability: .readOnly,
                subAttributes: attributeFacts + [
                    AttributeDefinition(
                        "subAttributes", "The parts of a complex attribute.", type: .complex, isMultiValued: true,
                        mutability: .readOnly, subAttributes: attributeFacts)
                ]),
        ])

    private static let attributeFacts: [AttributeDefinition] = [
        AttributeDefinition("name", "The name.", isRequired: true, isCaseExact: true, mutability: .readOnly),
        AttributeDefinition(
            "type", "What a value is.", isRequired: true, canonicalValues: AttributeType.allCases.map(\.rawValue),
            mutability: .readOnly),
        .told("multiValued", .boolean, "Whether there may be several values."),
        AttributeDefinition("description", "A sentence for people.", isCaseExact: true, mutability: .readOnly),
        .told("required", .boolean, "Whether a resource must have it."),
        AttributeDefinition(
            "canonicalValues", "Values that are offered.", isMultiValued: true, isCaseExact: true,
            mutability: .readOnly),
        AttributeDefinition("caseExact", "Whether case counts.", type: .boolean, mutability: .readOnly),
        .choice("mutability", "Who may write it.", AttributeDefinition.Mutability.allCases.map(\.rawValue)),
        .choice("returned", "When it is part of an answer.", AttributeDefinition.Returned.allCases.map(\.rawValue)),
        .choice(
            "uniqueness", "Within what it is unique.", AttributeDefinition.Uniqueness.allCases.map(\.rawValue)),
        AttributeDefinition(
            "referenceTypes", "What a reference may point to.", isMultiValued: true, isCaseExact: true,
            mutability: .readOnly),
    ]
}

extension AttributeDefinition {
    fileprivate static func told(_ name: String, _ type: AttributeType, _ summary: String) -> AttributeDefinition {
        AttributeDefinition(name, summary, type: type, isRequired: true, mutability: .readOnly)
    }

    fileprivate static func choice(_ name: String, _ summary: String, _ values: [String]) -> AttributeDefinition {
        AttributeDefinition(
            name, summary, canonicalValues: values, isCaseExact: true, mutability: .readOnly)
    }

    fileprivate static func place(_ name: String, _ summary: String, _ types: [String]) -> AttributeDefinition {
        AttributeDefinition(
            name, summary, type: .reference, isRequired: true, isCaseExact: true, mutability: .readOnly,
            referenceTypes: types)
    }

    fileprivate static func feature(
        _ name: String, _ summary: String, _ more: [AttributeDefinition] = []
    ) -> AttributeDefinition {
        AttributeDefinition(
            name, summary, type: .complex, isRequired: true, mutability: .readOnly,
            subAttributes: [.told("supported", .boolean, "Whether the service can do it.")] + more)
    }
}
