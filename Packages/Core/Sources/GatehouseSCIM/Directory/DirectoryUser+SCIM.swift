extension DirectoryUser {
    /// The longest name to sign in with, in Unicode scalars.
    public static let longestUserName = 256

    /// A person from the attributes of a SCIM user, as they were read; `id`, `meta` and `groups` are left out.
    ///
    /// Refuses a user without a name to sign in with, one that is too long, and a mail address that is empty.
    public init(attributes: AttributeTree) throws(SCIMError) {
        guard let userName = attributes.text("userName"), !userName.allSatisfy(\.isWhitespace) else {
            throw SCIMError(.invalidValue, "`userName` is required", path: "userName")
        }
        guard userName.unicodeScalars.count <= Self.longestUserName else {
            let message = "the name is longer than \(Self.longestUserName) characters"
            throw SCIMError(.invalidValue, message, path: "userName")
        }
        self.init(userName: userName)
        externalID = attributes.text("externalId")
        displayName = attributes.text("displayName")
        name = PersonName(attributes.tree("name"))
        isActive = attributes.truth("active")
        title = attributes.text("title")
        userType = attributes.text("userType")
        for (index, email) in attributes.trees("emails").enumerated() {
            guard let address = email.text("value"), !address.allSatisfy(\.isWhitespace) else {
                throw SCIMError(.invalidValue, "the address is missing", path: "emails[\(index)].value")
            }
            emails.append(
                DirectoryEmail(
                    address, type: email.text("type"), isPrimary: email.truth("primary") ?? false,
                    display: email.text("display")))
        }
        let enterprise = attributes.tree(SCIMSchema.enterpriseUser.id)
        employment = Employment(enterprise)
        additional = attributes
        for name in Self.held { additional[name] = nil }
    }

    /// The attributes of a SCIM user, from which the same person reads; without `id` and `meta`.
    ///
    /// `base` is the address of the service, without a slash at its end, for the addresses of others; `groups` are
    /// those that the person is in, which only the service writes.
    public func attributes(base: String, groups: [DirectoryMembership] = []) -> AttributeTree {
        var tree = additional
        tree["userName"] = .text(userName)
        tree["externalId"] = externalID.map(AttributeValue.text)
        tree["displayName"] = displayName.map(AttributeValue.text)
        tree["name"] = .complex(name.attributes)
        tree["active"] = isActive.map(AttributeValue.truth)
        tree["title"] = title.map(AttributeValue.text)
        tree["userType"] = userType.map(AttributeValue.text)
        tree["emails"] = .list(emails.map { .complex($0.attributes) })
        tree[SCIMSchema.enterpriseUser.id] = .complex(employment.attributes(base: base))
        tree["groups"] = .list(groups.map { .complex($0.attributes(base: base)) })
        return tree
    }

    private static let held = [
        "schemas", "id", "meta", "groups", "userName", "externalId", "displayName", "name", "active", "title",
        "userType", "emails", SCIMSchema.enterpriseUser.id,
    ]
}

extension PersonName {
    fileprivate init(_ tree: AttributeTree) {
        formatted = tree.text("formatted")
        family = tree.text("familyName")
        given = tree.text("givenName")
        middle = tree.text("middleName")
        prefix = tree.text("honorificPrefix")
        suffix = tree.text("honorificSuffix")
    }

    fileprivate var attributes: AttributeTree {
        AttributeTree(texts: [
            "formatted": formatted, "familyName": family, "givenName": given, "middleName": middle,
            "honorificPrefix": prefix, "honorificSuffix": suffix,
        ])
    }
}

extension DirectoryEmail {
    fileprivate var attributes: AttributeTree {
        var tree = AttributeTree(texts: ["value": address, "type": type, "display": display])
        tree["primary"] = .truth(isPrimary)
        return tree
    }
}

extension Employment {
    fileprivate init(_ tree: AttributeTree) {
        employeeNumber = tree.text("employeeNumber")
        costCentre = tree.text("costCenter")
        organisation = tree.text("organization")
        division = tree.text("division")
        department = tree.text("department")
        managerID = tree.tree("manager").text("value").flatMap { $0.isEmpty ? nil : $0 }
    }

    fileprivate func attributes(base: String) -> AttributeTree {
        var tree = AttributeTree(texts: [
            "employeeNumber": employeeNumber, "costCenter": costCentre, "organization": organisation,
            "division": division, "department": department,
        ])
        let address = managerID.map { "\(base)\(SCIMResourceType.user.endpoint)/\($0)" }
        tree["manager"] = .complex(AttributeTree(texts: ["value": managerID, "$ref": address]))
        return tree
    }
}

extension DirectoryMembership {
    fileprivate func attributes(base: String) -> AttributeTree {
        AttributeTree(texts: [
            "value": groupID, "$ref": "\(base)\(SCIMResourceType.group.endpoint)/\(groupID)", "display": displayName,
            "type": isDirect ? "direct" : "indirect",
        ])
    }
}

extension AttributeTree {
    /// The texts that there are.
    init(texts: KeyValuePairs<String, String?>) {
        self.init()
        for (name, text) in texts { self[name] = text.map(AttributeValue.text) }
    }
}
