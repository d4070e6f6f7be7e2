import GatehouseModel
import GatehouseService
import GatehouseTestSupport
import Testing

@testable import GatehouseStorage

@Suite struct AssetTableTests {
    /// How SQLite answers the statement, in its own words.
    private func plan(_ query: ListQuery) async throws -> String {
        var found = ""
        try await withDatabase { database in
            try await Migrator().migrate(database)
            let statement = try ListStatement(AssetTable.list, query)
            let arguments = [Tenant.test.id.sqlValue] + statement.arguments
            let rows = try await database.read { connection in
                try connection.query("EXPLAIN QUERY PLAN \(statement.sql)", arguments, isReused: false).map { row in
                    var row = row
                    for _ in 0..<3 { _ = try row.value() }
                    return try row.text()
                }
            }
            found = rows.joined(separator: "\n")
        }
        return found
    }

    @Test func `a page of the register in the order of names is read from an index, without sorting`() async throws {
        let plan = try await plan(ListQuery(order: [.init(field: "name")]))
        #expect(plan.contains("asset_by_name"), "\(plan)")
        #expect(!plan.contains("TEMP B-TREE"), "\(plan)")
    }

    @Test func `entries that share an identifier are found by an index`() async throws {
        let query = ListQuery(
            filter: .compare(field: "isAmbiguous", .equals, .text("true")), order: [.init(field: "name")])
        let plan = try await plan(query)
        #expect(plan.contains("(tenant=? AND asset=?)"), "\(plan)")
        #expect(plan.contains("(tenant=? AND value=?)"), "\(plan)")
    }
}
