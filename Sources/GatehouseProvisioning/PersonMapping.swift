import GatehouseModel
import GatehouseSCIM
import GatehouseService
import GatehouseWire

extension User {
    /// Takes in what a provisioning client says of the person; their manager must have been looked up.
    ///
    /// A client that says nothing of `active` decides nothing. Refuses a name that nobody could sign in with.
    mutating func describe(by person: DirectoryUser, manager: UserID?) throws(SCIMError) {
        guard let name = UserName.normalised(person.userName) else {
            throw SCIMError(.invalidValue, "the name has blanks or characters that cannot be seen", path: "userName")
        }
        userName = name
        externalID = person.externalID ?? ""
        givenName = person.name.given ?? ""
        familyName = person.name.family ?? ""
        displayName = Self.displayName(of: person)
        mail = person.preferredEmail?.address ?? ""
        kind = person.userType?.lowercased() == UserKind.guest.rawValue ? .guest : .member
        isEnabled = person.isActive ?? isEnabled
        jobTitle = person.title ?? ""
        department = person.employment.department ?? ""
        costCentre = person.employment.costCentre ?? ""
        employeeNumber = person.employment.employeeNumber ?? ""
        self.manager = manager
        source = .provisioned
    }

    private static func displayName(of person: DirectoryUser) -> String {
        let parts = [person.name.given, person.name.family].compactMap(\.self).joined(separator: " ")
        return [person.displayName, person.name.formatted, parts].compactMap(\.self).first { !$0.isEmpty }
            ?? person.userName
    }

    /// What a client that keeps the person is told, without `id` and `meta`: all that it said, and whether the person
    /// may sign in now.
    func attributes(saying stored: String?, base: String, groups: [DirectoryMembership] = []) -> AttributeTree {
        var person = stored.flatMap(Self.person) ?? DirectoryUser(userName: userName)
        if UserName.normalised(person.userName) != userName { person.userName = userName }
        // A client that took the value away, or never gave it, is told it again once it must know.
        if person.isActive != nil || !isEnabled { person.isActive = isEnabled }
        person.employment.managerID = manager?.description
        return person.attributes(base: base, groups: groups)
    }

    private static func person(_ stored: String) -> DirectoryUser? {
        guard let json = try? JSON.parse(Array(stored.utf8)),
            let read = try? SCIMResourceType.user.created(from: json)
        else { return nil }
        return try? DirectoryUser(attributes: read.attributes)
    }
}

extension DirectoryUser {
    /// As ``GatehouseModel/User/attributes(saying:base:groups:)`` reads it.
    var stored: String {
        String(decoding: SCIMResourceType.user.json(of: attributes(base: "")).serialised(), as: UTF8.self)
    }
}

extension ResourceMeta {
    /// Of a resource that is kept since `created`; the version is a digest of the attributes, and no secret.
    init(
        _ id: String, _ type: SCIMResourceType, _ attributes: AttributeTree, created: Instant, updated: Instant,
        base: String
    ) {
        // FNV-1a, 64 bits.
        let digest = type.json(of: attributes).serialised().reduce(0xcbf2_9ce4_8422_2325 as UInt64) {
            ($0 ^ UInt64($1)) &* 0x100_0000_01b3
        }
        self.init(
            id: id, created: created, lastModified: updated, location: "\(base)\(type.endpoint)/\(id)",
            version: EntityTag(digest))
    }
}
