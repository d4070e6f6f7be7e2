public import GatehouseModel
import GatehouseService

extension User {
    /// An enabled member of the organisation, by their number.
    public static func numbered(_ number: Int) -> User {
        User(
            id: .numbered(number), userName: "person-\(number)@example.com", displayName: "Person \(number)",
            createdAt: .start)
    }
}

extension StoreContract {
    static let directory: [Case] = [
        Case("a saved person is found by id and by name in any letter case, in their tenant only") { store in
            let person = fullUser(1)
            try await store.write(Tenant.test.id) { unit in
                try unit.save(User.numbered(2))
                try unit.save(person)
            }
            try await store.read(Tenant.test.id) { unit in
                try require(unit.user(person.id), equals: person)
                try require(unit.user(named: "Jörg@Example.COM"), equals: person)
                try require(unit.user(named: "nobody@example.com"), equals: nil)
                try require(unit.userGroups(of: person.id), equals: [])
                try require(unit.users(after: person.id, limit: 10), equals: [.numbered(2)])
                try require(unit.users(after: nil, limit: 1), equals: [person])
                try require(unit.userCount(nil), equals: 2)
            }
            try await store.read(Tenant.other.id) { unit in
                try require(unit.user(person.id), equals: nil)
                try require(unit.user(named: person.userName), equals: nil)
                try require(unit.userCount(nil), equals: 0)
            }
            let changes = try await store.changes(after: 0, limit: 10)
            try require(
                changes.map { "\($0.kind) \($0.id) \($0.operation)" },
                equals: ["user \(UserID.numbered(2)) put", "user \(UserID.numbered(1)) put"])
        },
        Case("a name to sign in with is one person's in a tenant") { store in
            var second = User.numbered(2)
            second.userName = User.numbered(1).userName
            let twin = second
            try await store.write(Tenant.test.id) { try $0.save(User.numbered(1)) }
            try await require(.conflict) { try await store.write(Tenant.test.id) { try $0.save(twin) } }
            try await store.write(Tenant.other.id) { try $0.save(twin) }
        },
        Case("a deleted person is in no group and nobody's manager") { store in
            try await store.write(Tenant.test.id) { unit in
                try unit.save(fullUser(1))
                try unit.save(User.numbered(7))
                try unit.save(Group.numbered(1))
                try unit.add(.user(.numbered(7)), to: .numbered(1))
                try require(unit.deleteUser(.numbered(7)), equals: true)
                try require(unit.deleteUser(.numbered(7)), equals: false)
                try require(unit.user(.numbered(7)), equals: nil)
                try require(unit.user(.numbered(1))?.manager, equals: nil)
                try require(unit.members(of: .numbered(1), after: nil, limit: 10), equals: [])
            }
        },
        Case("what a provisioning client said beyond the row is kept with the person, and goes with them") { store in
            try await store.write(Tenant.test.id) { unit in
                for number in 1...3 {
                    var user = User.numbered(number)
                    if number != 2 { user.source = .provisioned }
                    try unit.save(user)
                }
                try unit.save(provisionedAttributes: "{}", of: .numbered(1))
                try unit.save(provisionedAttributes: "{\"a\":1}", of: .numbered(1))
                try require(
                    unit.provisionedAttributes(of: [.numbered(1), .numbered(3)]), equals: [.numbered(1): "{\"a\":1}"])
                try require(unit.provisionedUsers(from: 0, limit: 9).map(\.id), equals: [.numbered(1), .numbered(3)])
                try require(unit.provisionedUsers(from: 1, limit: 9).map(\.id), equals: [.numbered(3)])
                try unit.deleteUser(.numbered(1))
                try require(unit.provisionedAttributes(of: [.numbered(1)]), equals: [:])
            }
            try await store.read(Tenant.other.id) { unit in
                try require(unit.provisionedUsers(from: 0, limit: 9), equals: [])
            }
        },
        Case("every filter of people selects what it says") { store in
            try await store.write(Tenant.test.id) { unit in
                try unit.save(fullUser(1))
                try unit.save(User.numbered(2))
                try unit.save(User.numbered(3))
            }
            let filters: [(String, ListQuery.Operator, ListQuery.Value, [Int])] = [
                ("userName", .equals, .text("person-2@example.com"), [2]), ("roles", .equals, .text("reader"), [1]),
                ("isEnabled", .equals, .text("true"), [2, 3]), ("kind", .equals, .text("guest"), [1]),
                ("manager", .equals, .text(UserID.numbered(7).description), [1]), ("manager", .equals, .null, [2, 3]),
                ("displayName", .contains, .text("SON 3"), [3]), ("source", .startsWith, .text("federated"), [1]),
                ("externalID", .equals, .text("x-1"), [1]), ("department", .equals, .text("Sales"), [1]),
                ("createdAt", .atMost, .text("2026-01-01T00:00:00Z"), [1, 2, 3]),
            ]
            try await store.read(Tenant.test.id) { unit in
                for (field, comparison, value, wanted) in filters {
                    let filter = ListQuery.Filter.compare(field: field, comparison, value)
                    let found = try unit.users(ListQuery(filter: filter, order: [.init(field: "id")]))
                    try require(
                        found.elements.map(\.id) == wanted.map { .numbered($0) },
                        "\(field) gives \(found.elements.map(\.userName))")
                    try require(unit.userCount(filter), equals: wanted.count)
                }
                let first = try unit.users(
                    ListQuery(order: [.init(field: "displayName", isDescending: true)], limit: 2))
                try require(first.elements.map(\.id), equals: [.numbered(3), .numbered(2)])
                try require(first.next != nil, "there is no second page")
            }
        },
    ]

    /// A person with a value in every field.
    private static func fullUser(_ number: Int) -> User {
        var user = User(
            id: .numbered(number), userName: "jörg@example.com", displayName: "Jörg \"J\" Müller", createdAt: .start)
        user.givenName = "Jörg"
        user.familyName = "Müller"
        user.mail = "jorg@example.com"
        user.kind = .guest
        user.isEnabled = false
        user.jobTitle = "Clerk"
        user.department = "Sales"
        user.costCentre = "4711"
        user.employeeNumber = "0012"
        user.manager = .numbered(7)
        user.roles = ["helpDesk", "reader"]
        user.source = .federated("partner")
        user.externalID = "x-1"
        user.updatedAt = .start + .seconds(1)
        user.sessionsValidFrom = .start + .seconds(2)
        return user
    }
}
