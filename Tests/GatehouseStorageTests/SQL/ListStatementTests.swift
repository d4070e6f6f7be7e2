import GatehouseService
import Testing

@testable import GatehouseStorage

@Suite struct ListStatementTests {
    private let source = ListSource(
        name: "things", columns: ["id", "name"], from: "thing", tenant: "tenant",
        fields: ["id": .init("id", .identifier), "name": .init("name", .text)], defaultOrder: [])

    @Test func `a caller's text never becomes SQL`() throws {
        let text = "x' OR 1 = 1 --"
        let query = ListQuery(filter: .compare(field: "name", .contains, .text(text)), limit: 5)
        let statement = try ListStatement(source, query)
        #expect(
            statement.sql == """
                SELECT id, name, id FROM thing WHERE tenant = ? AND lower(name) LIKE ? ESCAPE '\\' \
                ORDER BY id LIMIT ?
                """)
        #expect(statement.arguments == [.text("%\(text.lowercased())%"), .integer(6)])
    }

    @Test func `an unknown field is refused with the fields there are`() {
        let error = #expect(throws: StoreError.self) {
            try ListStatement(source, ListQuery(order: [.init(field: "colour")]))
        }
        #expect(error?.code == .badQuery)
        #expect(error?.message == "unknown field `colour`\nhint: the fields are id name")
    }

    @Test func `a page is found in the table alone before anything is joined to it`() throws {
        var source = source
        source.beside = "LEFT JOIN other ON other.id = thing.id"
        let statement = try ListStatement(source, ListQuery(order: [.init(field: "name")], limit: 5))
        #expect(
            statement.sql == """
                SELECT id, name, name, id FROM (SELECT thing.tenant, thing.id FROM thing WHERE tenant = ? \
                ORDER BY name, id LIMIT ?) AS page JOIN thing ON thing.tenant = page.tenant AND thing.id = page.id \
                LEFT JOIN other ON other.id = thing.id ORDER BY name, id
                """)
    }

    @Test(arguments: [
        (nil, "name, id"), ("name", "name, id"), ("state", "name, id"), ("colour", "(name || ''), id"),
    ])
    func `an index gives the order only where it has all that the list is narrowed by`(
        field: String?, order: String
    ) throws {
        var source = source
        for name in ["state", "colour"] { source.fields[name] = .init(name, .text) }
        source.indexedOrders = [.init(field: "name", beside: ["state"])]
        let filter = field.map { ListQuery.Filter.compare(field: $0, .equals, .text("x")) }
        let statement = try ListStatement(source, ListQuery(filter: filter, order: [.init(field: "name")], limit: 5))
        #expect(statement.sql.hasSuffix(" ORDER BY \(order) LIMIT ?"))
    }
}
