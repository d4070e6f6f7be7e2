extension SCIMSchema {
    /// What an organisation adds to a person (RFC 7643 §4.3).
    public static let enterpriseUser = SCIMSchema(
        id: "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User", name: "EnterpriseUser",
        summary: "What an organisation adds to a person's account",
        attributes: [
            AttributeDefinition("employeeNumber", "The organisation's number or code for the person."),
            AttributeDefinition("costCenter", "The cost centre."),
            AttributeDefinition("organization", "The organisation."),
            AttributeDefinition("division", "The division."),
            AttributeDefinition("department", "The department."),
            AttributeDefinition(
                "manager", "Whom the person reports to.", type: .complex,
                subAttributes: [
                    AttributeDefinition("value", "The manager's `id`.", isCaseExact: true),
                    AttributeDefinition(
                        "$ref", "The manager's URL.", type: .reference, isCaseExact: true, referenceTypes: ["User"]),
                    AttributeDefinition("displayName", "The manager's name.", mutability: .readOnly),
                ]),
        ])
}
