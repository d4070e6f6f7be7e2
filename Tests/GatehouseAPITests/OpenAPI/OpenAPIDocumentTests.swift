import Foundation
@testable import GatehouseAPI
import GatehouseHTTP
import GatehouseTestSupport
import GatehouseWire
import Hummingbird
import Testing

struct OpenAPIDocumentTests {
    private func document() async throws -> (table: RouteTable, text: String) {
        try await withTemporaryStore { store in
            let table = try APIFixture.table(APIFixture.services(over: store))
            return (table, try OpenAPIDocument.text(of: table))
        }
    }

    @Test func `the published description is what the routes say`() async throws {
        try expectGolden(try await document().text, "docs/openapi.json")
    }

    @Test func `every route is described`() async throws {
        let (table, text) = try await document()
        let parsed = try #require(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
        let paths = try #require(parsed["paths"] as? [String: [String: Any]])
        for route in table.routes {
            #expect(paths[route.path]?[route.method.rawValue.lowercased()] != nil, "\(route.path)")
        }
    }

    @Test func `every reference leads to a schema`() async throws {
        let text = try await document().text
        let parsed = try #require(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
        let schemas = try #require((parsed["components"] as? [String: Any])?["schemas"] as? [String: Any])
        for match in text.matches(of: /"#\/components\/schemas\/([A-Za-z]+)"/) {
            #expect(schemas[String(match.1)] != nil, "\(match.1)")
        }
    }

    @Test func `optional members are not required`() throws {
        let catalogue = SchemaCatalogue()
        _ = try catalogue.reference(to: TokenItem.self)
        guard case .object(let members) = catalogue.schemas["TokenItem"] else {
            Issue.record("a token is an object")
            return
        }
        #expect(members.first { $0.name == "revokedAt" }?.isRequired == false)
        #expect(members.first { $0.name == "revokedAt" }?.schema == .text(format: "date-time"))
        #expect(members.first { $0.name == "id" }?.schema == .text(format: "uuid"))
    }

    @Test func `the description is served to everybody, and describes itself`() async throws {
        try await APIFixture.run { api in
            let answer = try await api.ask(.get, APIRoute.openAPI, as: nil)
            #expect(answer.status == 200)
            #expect(answer.text.contains(APIRoute.openAPI))
        }
    }
}
