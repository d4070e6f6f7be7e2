extension DirectoryGroup {
    /// The longest name, in Unicode scalars.
    public static let longestName = 256

    /// A group from the attributes of a SCIM group, as they were read; `id`, `meta` and members' names and addresses
    /// are left out, and a member that is named twice is taken once.
    ///
    /// Refuses a group without a name, a member without an `id`, and one that is neither person nor group.
    public init(attributes: AttributeTree) throws(SCIMError) {
        guard let name = attributes.text("displayName"), !name.allSatisfy(\.isWhitespace) else {
            throw SCIMError(.invalidValue, "`displayName` is required", path: "displayName")
        }
        guard name.unicodeScalars.count <= Self.longestName else {
            let message = "the name is longer than \(Self.longestName) characters"
            throw SCIMError(.invalidValue, message, path: "displayName")
        }
        self.init(displayName: name, externalID: attributes.text("externalId"))
        var seen = Set<String>()
        for (index, member) in attributes.trees("members").enumerated() {
            let member = try DirectoryMember(member, at: "members[\(index)]")
            if seen.insert(member.id).inserted { members.append(member) }
        }
    }

    /// The attributes of a SCIM group, from which the same group reads; without `id` and `meta`.
    ///
    /// `base` is the address of the service, without a slash at its end, for the addresses of members whose kind is
    /// known.
    public func attributes(base: String) -> AttributeTree {
        var tree = AttributeTree(texts: ["displayName": displayName, "externalId": externalID])
        tree["members"] = .list(members.map { .complex($0.attributes(base: base)) })
        return tree
    }
}

extension DirectoryMember {
    fileprivate func attributes(base: String) -> AttributeTree {
        let endpoint =
            switch kind {
            case .user: SCIMResourceType.user.endpoint
            case .group: SCIMResourceType.group.endpoint
            case nil: String?.none
            }
        return AttributeTree(texts: [
            "value": id, "$ref": endpoint.map { "\(base)\($0)/\(id)" }, "type": kind?.rawValue,
        ])
    }

    fileprivate init(_ tree: AttributeTree, at path: String) throws(SCIMError) {
        guard let id = tree.text("value"), !id.isEmpty else {
            throw SCIMError(.invalidValue, "the member's `value` is missing", path: path)
        }
        guard let text = tree.text("type") else {
            self.init(id: id)
            return
        }
        guard let kind = Kind.allCases.first(where: { FoldedComparison.areEqual($0.rawValue, text) }) else {
            throw SCIMError(.invalidValue, "\(quoted(text)) is neither `User` nor `Group`", path: "\(path).type")
        }
        self.init(id: id, kind: kind)
    }
}
