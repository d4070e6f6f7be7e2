import GatehouseModel
import GatehouseService

/// The columns of a person in the order in which they are written and read.
private enum UserTable {
    static let columns = [
        "id", "user_name", "display_name", "given_name", "family_name", "mail", "kind", "is_enabled", "job_title",
        "department", "cost_centre", "employee_number", "manager", "roles", "source", "external_id", "created_at",
        "updated_at", "sessions_valid_from",
    ]
    static let upsert = SQLText.upsert(into: "directory_user", key: ["tenant", "id"], ["tenant"] + columns)
    static let select = SQLText.select(columns, from: "directory_user")
    static let list = ListSource(
        name: "users", columns: columns, from: "directory_user", tenant: "tenant",
        fields: [
            "id": .init("id", .identifier), "userName": .init("user_name", .text),
            "displayName": .init("display_name", .text), "givenName": .init("given_name", .text),
            "familyName": .init("family_name", .text), "mail": .init("mail", .text), "kind": .init("kind", .text),
            "isEnabled": .init("CASE WHEN is_enabled = 1 THEN 'true' ELSE 'false' END", .text),
            "jobTitle": .init("job_title", .text), "department": .init("department", .text),
            "costCentre": .init("cost_centre", .text), "employeeNumber": .init("employee_number", .text),
            "manager": .init("manager", .identifier, isNullable: true), "roles": .init("roles", .words),
            "source": .init("source", .text), "externalID": .init("external_id", .text),
            "createdAt": .init("created_at", .instant), "updatedAt": .init("updated_at", .instant),
        ],
        defaultOrder: [.init(field: "userName")],
        indexedOrders: [.init(field: "userName"), .init(field: "displayName")])
}

extension SQLRow {
    fileprivate mutating func user() throws -> User {
        var user = try User(
            id: identifier(), userName: text(), displayName: text(), createdAt: Instant(milliseconds: 0))
        user.givenName = try text()
        user.familyName = try text()
        user.mail = try text()
        user.kind = try word()
        user.isEnabled = try integer() == 1
        user.jobTitle = try text()
        user.department = try text()
        user.costCentre = try text()
        user.employeeNumber = try text()
        user.manager = try optionalIdentifier()
        user.roles = try texts()
        let source = try text()
        guard let source = UserSource(source) else {
            throw StoreError(.corrupt, "a stored row cannot be read", detail: "source of a user \(source)")
        }
        user.source = source
        user.externalID = try text()
        user.createdAt = try instant()
        user.updatedAt = try instant()
        user.sessionsValidFrom = try instant()
        return user
    }
}

extension SQLTransaction {
    func user(_ id: UserID) throws -> User? {
        try row(UserTable.select + " AND id = ?", id) { try $0.user() }
    }

    func user(named userName: String) throws -> User? {
        try row(UserTable.select + " AND user_name = ?", userName.lowercased()) { try $0.user() }
    }

    func users(_ query: ListQuery) throws -> Page<User> {
        try page(of: UserTable.list, query) { try $0.user() }
    }

    func users(after id: UserID?, limit: Int) throws -> [User] {
        let id = id?.sqlValue ?? .bytes([])
        return try rows(UserTable.select + " AND id > ? ORDER BY id LIMIT ?", id, limit) { try $0.user() }
    }

    func provisionedUsers(from offset: Int, limit: Int) throws -> [User] {
        try rows(UserTable.select + " AND source = 'provisioned' ORDER BY id LIMIT ? OFFSET ?", limit, offset) {
            try $0.user()
        }
    }

    func provisionedAttributes(of users: [UserID]) throws -> [UserID: String] {
        let found = try rows(
            "SELECT person, attributes FROM provisioned_attributes WHERE tenant = ?", whose: "person", isAmong: users
        ) { row -> (UserID, String) in (try row.identifier(), try row.text()) }
        return Dictionary(found, uniquingKeysWith: { first, _ in first })
    }

    func save(provisionedAttributes: String, of user: UserID) throws {
        try execute(
            SQLText.upsert(
                into: "provisioned_attributes", key: ["tenant", "person"], ["tenant", "person", "attributes"]),
            user, provisionedAttributes)
    }

    func userCount(_ filter: ListQuery.Filter?) throws -> Int { try count(of: UserTable.list, filter) }

    func save(_ user: User) throws {
        try execute(
            UserTable.upsert, user.id, user.userName, user.displayName, user.givenName, user.familyName, user.mail,
            user.kind.rawValue, user.isEnabled ? 1 : 0, user.jobTitle, user.department, user.costCentre,
            user.employeeNumber, user.manager, StoredJSON(texts: user.roles).description, user.source.description,
            user.externalID, user.createdAt, user.updatedAt, user.sessionsValidFrom)
        note(.user, user.id.description)
    }

    @discardableResult
    func deleteUser(_ id: UserID) throws -> Bool {
        guard try user(id) != nil else { return false }
        try forget(.user(id))
        let reports = try rows("SELECT id FROM directory_user WHERE tenant = ? AND manager = ? ORDER BY id", id) {
            row -> UserID in try row.identifier()
        }
        try execute("UPDATE directory_user SET manager = NULL WHERE tenant = ? AND manager = ?", id)
        for report in reports { note(.user, report.description) }
        try execute("DELETE FROM directory_user WHERE tenant = ? AND id = ?", id)
        note(.user, id.description, .delete)
        return true
    }

    /// How many rows of the source the filter selects.
    func count(of source: ListSource, _ filter: ListQuery.Filter?) throws -> Int {
        var condition = ListCondition(source)
        if let filter { try condition.add(filter) }
        let sql = "SELECT count(*) FROM \(source.from) WHERE \(source.tenant) = ?\(condition.sql)"
        return Int(try rows(once: sql, condition.arguments) { try $0.integer() }.first ?? 0)
    }
}

extension SQLTransaction: DirectoryReading, DirectoryWriting {}
