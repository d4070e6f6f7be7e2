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
}
