import GatehouseHTTP
import GatehouseService
import GatehouseWire

/// The people of the tenant.
enum UserRoutes {
    static func routes(_ users: UserService) -> [Route] { asking(users) + changing(users) + standing(users) }

    private static func asking(_ users: UserService) -> [Route] {
        [
            .read(
                APIRoute.users, Permission(.user, .read), "The people of the directory",
                query: QueryParameter.list(ListField.users, filter: "department eq 'Sales'")
            ) { call in
                let page = try await users.list(
                    call.caller.tenant,
                    try call.listQuery(ListField.users, orderedBy: [ListQuery.Order(field: "userName")]))
                return ListPage(items: page.elements.map(UserItem.init), next: page.next)
            },
            .read(APIRoute.user, Permission(.user, .read), "One person, by id or name") { call in
                try call.allowQuery([])
                return UserItem(try await users.user(call.caller.tenant, try call.parameter("id")))
            },
            .read(
                APIRoute.userGroups, Permission(.user, .read), "The groups that a person is in, also through another"
            ) { call in
                try call.allowQuery([])
                let groups = try await users.groups(of: try call.parameter("id"), call.caller.tenant)
                return ListPage(items: groups.map(GroupItem.init))
            },
        ]
    }

    private static func changing(_ users: UserService) -> [Route] {
        [
            .send(APIRoute.users, Permission(.user, .write), "Writes a person down", status: 201) {
                (call, request: UserRequest) in
                UserItem(try await users.create(UserChanges(request), by: call.caller))
            },
            .change(
                APIRoute.user, Permission(.user, .write),
                "Changes what the message names; of a provisioned person only whether they may sign in"
            ) { (call, request: UserRequest) in
                UserItem(
                    try await users.change(try call.parameter("id"), UserChanges(request), by: call.caller))
            },
            .delete(
                APIRoute.user, Permission(.user, .delete), "Forgets a person; not the last who administers the tenant"
            ) { call in
                try await users.delete(try call.parameter("id"), by: call.caller)
            },
            .send(
                APIRoute.userImport, Permission(.user, .write),
                "Takes in a CSV file, all of it or nothing; or only says what that would do"
            ) { (call, request: UserImportRequest) in
                let list = try UserTable.read(request.file)
                return UserImportResponse(
                    try await users.importList(list, isPreview: request.dryRun ?? false, by: call.caller))
            },
        ]
    }

    private static func standing(_ users: UserService) -> [Route] {
        [
            .send(
                APIRoute.userRoles, Permission(.role, .write), "Gives a person these roles and no others"
            ) { (call, request: UserRolesRequest) in
                UserItem(
                    try await users.setRoles(of: try call.parameter("id"), to: request.roles, by: call.caller))
            },
            .command(
                APIRoute.userSessionRevocation, Permission(.user, .revoke),
                "Ends every session and token of a person"
            ) { (call, request: RevocationRequest) in
                try await users.revokeSessions(
                    of: try call.parameter("id"), reason: request.reason, by: call.caller)
            },
        ]
    }
}

extension UserChanges {
    init(_ request: UserRequest) {
        self.init()
        userName = request.userName
        displayName = request.displayName
        givenName = request.givenName
        familyName = request.familyName
        mail = request.mail
        kind = request.kind
        isEnabled = request.isEnabled
        jobTitle = request.jobTitle
        department = request.department
        costCentre = request.costCentre
        employeeNumber = request.employeeNumber
        manager = request.manager
    }
}

extension UserImportResponse {
    init(_ changes: [UserImportChange]) {
        let counts = Dictionary(changes.map { ($0.effect, 1) }, uniquingKeysWith: +)
        self.init(
            created: counts[.created] ?? 0, updated: counts[.updated] ?? 0, unchanged: counts[.unchanged] ?? 0,
            changes: changes.filter { $0.effect != .unchanged }.map { change in
                UserImportItem(
                    line: change.line, userName: change.userName,
                    change: change.effect == .created ? .created : .updated, fields: change.fields)
            })
    }
}
