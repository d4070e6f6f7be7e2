extension SCIMSchema {
    /// A person (RFC 7643 §4.1), without `password`: no password comes by provisioning.
    public static let user = SCIMSchema(
        id: "urn:ietf:params:scim:schemas:core:2.0:User", name: "User", summary: "A person's account",
        attributes: userIdentity + userProfile + userValues)

    private static let userIdentity: [AttributeDefinition] = [
        AttributeDefinition(
            "userName", "The name that the person signs in with.", isRequired: true, uniqueness: .server),
        AttributeDefinition(
            "name", "The parts of the person's name.", type: .complex,
            subAttributes: [
                AttributeDefinition("formatted", "The whole name, as it is shown."),
                AttributeDefinition("familyName", "The family name."),
                AttributeDefinition("givenName", "The given name."),
                AttributeDefinition("middleName", "The middle names."),
                AttributeDefinition("honorificPrefix", "The title before the name, as `Ms.`."),
                AttributeDefinition("honorificSuffix", "What follows the name, as `III`."),
            ]),
        AttributeDefinition("displayName", "The name that others see."),
        AttributeDefinition("nickName", "What friends say."),
        AttributeDefinition(
            "profileUrl", "The person's page.", type: .reference, isCaseExact: true, referenceTypes: ["external"]),
    ]

    private static let userProfile: [AttributeDefinition] = [
        AttributeDefinition("title", "The title within the organisation, as `Vice President`."),
        AttributeDefinition("userType", "How the person belongs to the organisation, as `Employee`."),
        AttributeDefinition("preferredLanguage", "Languages, as in the header Accept-Language."),
        AttributeDefinition("locale", "For dates, numbers and currency, as `en-GB`."),
        AttributeDefinition("timezone", "A time zone of the IANA database, as `Europe/Berlin`."),
        AttributeDefinition("active", "Whether the person may sign in.", type: .boolean),
    ]

    private static let userValues: [AttributeDefinition] = [
        .plural("emails", "Mail addresses.", types: ["work", "home", "other"]),
        .plural(
            "phoneNumbers", "Telephone numbers.", types: ["work", "home", "mobile", "fax", "pager", "other"]),
        .plural(
            "ims", "Addresses for instant messages.",
            types: ["aim", "gtalk", "icq", "xmpp", "msn", "skype", "qq", "yahoo"]),
        .plural(
            "photos", "Addresses of pictures.", of: .reference, types: ["photo", "thumbnail"], isCaseExact: true,
            referenceTypes: ["external"]),
        AttributeDefinition(
            "addresses", "Postal addresses.", type: .complex, isMultiValued: true,
            subAttributes: [
                AttributeDefinition("formatted", "The whole address, with line breaks."),
                AttributeDefinition("streetAddress", "Street, number and what belongs to them."),
                AttributeDefinition("locality", "The city."),
                AttributeDefinition("region", "The state or region."),
                AttributeDefinition("postalCode", "The postal code."),
                AttributeDefinition("country", "ISO 3166-1 alpha-2, as `DE`."),
                AttributeDefinition("type", "What it is for.", canonicalValues: ["work", "home", "other"]),
                AttributeDefinition(
                    "primary", "Whether this is the preferred address; at most one is.", type: .boolean),
            ]),
        AttributeDefinition(
            "groups", "The groups that the person is in; changed through the groups.", type: .complex,
            isMultiValued: true,
            mutability: .readOnly,
            subAttributes: [
                AttributeDefinition("value", "The group's `id`.", isCaseExact: true, mutability: .readOnly),
                AttributeDefinition(
                    "$ref", "The group's address.", type: .reference, isCaseExact: true, mutability: .readOnly,
                    referenceTypes: ["Group"]),
                AttributeDefinition("display", "The group's name.", mutability: .readOnly),
                AttributeDefinition(
                    "type", "Whether the person or another group is the member.",
                    canonicalValues: ["direct", "indirect"], mutability: .readOnly),
            ]),
        .plural("entitlements", "What the person is entitled to, as text."),
        .plural("roles", "What the person is, as text."),
        .plural("x509Certificates", "Certificates, in DER.", of: .binary, isCaseExact: true),
    ]
}
