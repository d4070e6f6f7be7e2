import GatehouseModel
import GatehouseService

extension StoreContract {
    /// Names of five devices; the first is noncompliant, the second compliant, the others were never judged.
    private static let names = ["alpha", "Beta", "100%_\\", "gamma beta", "alpha-2"]

    static let lists: [Case] = [
        Case("every filter selects what it says") { store in
            try await store.write(Tenant.test.id) { try populateList($0) }
            let filters: [(ListQuery.Filter, [Int])] = [
                (text("name", .equals, "alpha"), [1]),
                (text("name", .equals, "ALPHA"), []),
                (text("name", .notEquals, "alpha"), [2, 3, 4, 5]),
                (text("name", .contains, "BETA"), [2, 4]),
                (text("name", .startsWith, "Alpha"), [1, 5]),
                (text("name", .endsWith, "beta"), [2, 4]),
                (text("name", .contains, "%"), [3]),
                (text("name", .contains, "_"), [3]),
                (text("name", .endsWith, "\\"), [3]),
                (text("name", .contains, "' OR 1 = 1 --"), []),
                (text("name", .less, "alpha"), [2, 3]),
                (text("id", .equals, DeviceID.numbered(3).description), [3]),
                (text("id", .atLeast, DeviceID.numbered(4).description), [4, 5]),
                (text("complianceState", .equals, "noncompliant"), [1]),
                (text("complianceState", .equals, "unknown"), [3, 4, 5]),
                (text("platform", .equals, "linux"), [1, 2, 3, 4, 5]),
                (text("tags", .equals, "lab_2"), [1]),
                (text("tags", .equals, "lab"), [2]),
                (text("tags", .equals, "kiosk"), [1, 2]),
                (text("tags", .notEquals, "Lab"), [1, 3, 4, 5]),
                (text("owner", .equals, "ada@example.org"), [1]),
                (text("lastContact", .greater, "2026-01-01T00:00:03Z"), [4, 5]),
                (.compare(field: "lastContact", .atMost, .integer(Instant.start.milliseconds)), []),
                (.compare(field: "model", .equals, .null), []),
                (.compare(field: "model", .notEquals, .null), [1, 2, 3, 4, 5]),
                (.and([text("name", .contains, "a"), .not(text("name", .contains, "alpha"))]), [2, 4]),
                (.or([text("name", .equals, "alpha"), text("name", .equals, "Beta")]), [1, 2]),
                (.and([]), [1, 2, 3, 4, 5]),
                (.or([]), []),
            ]
            try await store.read(Tenant.test.id) { unit in
                for (filter, wanted) in filters {
                    let found = try unit.devices(ListQuery(filter: filter, order: [.init(field: "id")]))
                    try require(
                        found.elements.map(\.device.id) == wanted.map { .numbered($0) },
                        "\(filter) gives \(found.elements.map(\.device.name))")
                    try require(found.next, equals: nil)
                }
            }
        },
        Case("a listed device has its verdict, and lists are in the order asked for") { store in
            try await store.write(Tenant.test.id) { try populateList($0) }
            try await store.read(Tenant.test.id) { unit in
                let byState = ListQuery(
                    order: [.init(field: "complianceState"), .init(field: "name", isDescending: true)])
                let found = try unit.devices(byState).elements
                try require(found.map(\.device.name), equals: ["Beta", "alpha", "gamma beta", "alpha-2", "100%_\\"])
                try require(found.map(\.verdict?.state), equals: [.compliant, .noncompliant, nil, nil, nil])
                try require(found[0].device, equals: listed(2).device)
                try require(found[0].verdict, equals: .since(.compliant))
            }
        },
        Case("a question that the list does not know is refused") { store in
            let refused: [ListQuery] = [
                ListQuery(filter: text("secret", .equals, "x")), ListQuery(order: [.init(field: "name; DROP TABLE")]),
                ListQuery(limit: 0), ListQuery(limit: 1001), ListQuery(filter: text("id", .equals, "no identifier")),
                ListQuery(filter: text("id", .contains, "7")),
                ListQuery(filter: .compare(field: "name", .equals, .integer(1))),
                ListQuery(filter: .compare(field: "name", .equals, .boolean(true))),
                ListQuery(filter: .compare(field: "name", .contains, .null)),
                ListQuery(filter: text("lastContact", .less, "yesterday")),
                ListQuery(order: [.init(field: "name"), .init(field: "name")]),
                ListQuery(filter: (1...40).reduce(text("name", .equals, "x")) { filter, _ in .not(filter) }),
                ListQuery(filter: .or((1...501).map { text("name", .equals, "\($0)") })),
                ListQuery(cursor: "nonsense"), ListQuery(cursor: ""),
            ]
            for query in refused {
                try await require(.badQuery) { _ = try await store.read(Tenant.test.id) { try $0.devices(query) } }
            }
            try await require(.badQuery) {
                let query = ListQuery(order: [.init(field: "device")])
                _ = try await store.read(Tenant.test.id) { try $0.decisions(query) }
            }
        },
    ]

    static let cursors: [Case] = [
        Case("pages give every row once, in every order") { store in
            try await store.write(Tenant.test.id) { unit in
                for number in 1...23 { try unit.save(listed(number, name: "name-\(number % 4)")) }
            }
            let orders: [[ListQuery.Order]] = [
                [], [.init(field: "name")], [.init(field: "name", isDescending: true)],
                [.init(field: "platform"), .init(field: "name", isDescending: true)],
                [.init(field: "name"), .init(field: "lastContact", isDescending: true)],
                [.init(field: "id", isDescending: true)],
            ]
            for order in orders {
                let whole = try await store.read(Tenant.test.id) {
                    try $0.devices(ListQuery(order: order)).elements.map(\.device.id)
                }
                try require(Set(whole).count, equals: 23)
                let paged = try await pages(of: ListQuery(order: order, limit: 3), in: store)
                try require(paged, equals: whole)
            }
        },
        Case("pages stay exact while rows come and go") { store in
            try await store.write(Tenant.test.id) { unit in
                for number in stride(from: 2, through: 60, by: 2) { try unit.save(listed(number, name: "n")) }
            }
            let query = ListQuery(order: [.init(field: "name")], limit: 4)
            let writing = Task {
                for number in stride(from: 1, through: 59, by: 2) {
                    try await store.write(Tenant.test.id) { unit in
                        try unit.save(listed(number, name: number % 3 == 0 ? "a" : "z"))
                        if number > 40 { try unit.deleteDevice(.numbered(number)) }
                    }
                }
            }
            let found = try await pages(of: query, in: store)
            try await writing.value
            let lasting = stride(from: 2, through: 60, by: 2).map { DeviceID.numbered($0) }
            try require(found.filter(Set(lasting).contains), equals: lasting)
            try require(Set(found).count, equals: found.count)
        },
        Case("a cursor of another list, filter or order is refused, and so is a damaged one") { store in
            try await store.write(Tenant.test.id) { try populateList($0) }
            let order = [ListQuery.Order(field: "name")]
            let first = try await store.read(Tenant.test.id) { try $0.devices(ListQuery(order: order, limit: 2)) }
            let cursor = first.next ?? ""
            let damaged = cursor.dropLast(6) + "AAAAAA"
            let refused = [
                ListQuery(limit: 2, cursor: cursor),
                ListQuery(order: [.init(field: "name", isDescending: true)], limit: 2, cursor: cursor),
                ListQuery(filter: text("name", .contains, "a"), order: order, limit: 2, cursor: cursor),
                ListQuery(order: order, limit: 2, cursor: String(damaged)),
                ListQuery(order: order, limit: 2, cursor: String(cursor.dropLast(2))),
            ]
            for query in refused {
                try await require(.badQuery) { _ = try await store.read(Tenant.test.id) { try $0.devices(query) } }
            }
            try await require(.badQuery) {
                _ = try await store.read(Tenant.test.id) { try $0.decisions(ListQuery(cursor: cursor)) }
            }
            let second = ListQuery(order: order, limit: 5, cursor: cursor)
            let rest = try await store.read(Tenant.test.id) { try $0.devices(second).elements.count }
            try require(rest, equals: 3)
        },
    ]

    private static func text(_ field: String, _ comparison: ListQuery.Operator, _ value: String) -> ListQuery.Filter {
        .compare(field: field, comparison, .text(value))
    }

    private static func listed(_ number: Int, name: String? = nil) -> DeviceRecord {
        var record = DeviceRecord.numbered(number, name: name ?? names[number - 1])
        record.device.lastContact = .start + .seconds(Int64(number))
        record.device.tags = [1: ["kiosk", "lab_2"], 2: ["kiosk", "lab"]][number] ?? []
        record.device.owner = number == 1 ? "ada@example.org" : nil
        return record
    }

    private static func populateList(_ unit: any StoreWriting) throws {
        for number in 1...names.count { try unit.save(listed(number)) }
        try unit.save(.since(.noncompliant), of: .numbered(1), at: .start)
        try unit.save(.since(.compliant), of: .numbered(2), at: .start)
    }

    private static func pages(of query: ListQuery, in store: any Store) async throws -> [DeviceID] {
        var found = [DeviceID]()
        var query = query
        repeat {
            let asked = query
            let page = try await store.read(Tenant.test.id) { try $0.devices(asked) }
            try require(page.elements.count <= query.limit, "a page is longer than its limit")
            found += page.elements.map(\.device.id)
            query.cursor = page.next
            try require(found.count < 1000, "paging does not end")
        } while query.cursor != nil
        return found
    }
}
