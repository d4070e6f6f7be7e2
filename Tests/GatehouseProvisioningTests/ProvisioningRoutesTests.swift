import GatehouseHTTP
import GatehouseModel
import GatehouseService
import GatehouseStorage
import GatehouseTestSupport
import GatehouseWire
import Hummingbird
import Testing

@testable import GatehouseProvisioning

@Suite struct ProvisioningRoutesTests {
    @Test(arguments: [
        ("GET", "/Users", nil as String?, 401), ("GET", "/Users", "reader", 403), ("GET", "/nothing", "entra", 404),
        ("DELETE", "/Users", "entra", 405), ("POST", "/Bulk", "entra", 501), ("GET", "/Me", "entra", 501),
        ("POST", "/.search", "entra", 501), ("GET", "/Users/nobody", "entra", 404),
        ("GET", "/Schemas/urn:none", "entra", 404), ("GET", "/Schemas?filter=id%20pr", "entra", 403),
    ])
    func `every refusal is written as SCIM's, with its status in the body`(
        method: String, path: String, token: String?, status: Int
    ) async throws {
        try await ProvisioningFixture.run { scim in
            let answer = try await scim.ask(try #require(HTTPRequest.Method(rawValue: method)), path, as: token)
            #expect(answer.status == status)
            #expect(answer.text("status") == String(status), "\(answer.json)")
            #expect(answer.list("schemas") == [.string("urn:ietf:params:scim:api:messages:2.0:Error")])
            #expect(answer.headers[.contentType] == "application/scim+json")
        }
    }

    @Test func `a body that is none, of another type or too large is refused`() async throws {
        try await ProvisioningFixture.run { scim in
            let cut = try await scim.ask(.post, "/Users", "{")
            #expect(cut.text("scimType") == "invalidSyntax")
            #expect(try await scim.ask(.post, "/Users", "{}", type: "text/plain").status == 415)
            #expect(try await scim.ask(.post, "/Users", "{}", type: "application/json").status == 400)
            let large = String(repeating: " ", count: (4 << 20) + 1)
            #expect(try await scim.ask(.post, "/Users", large).status == 413)
        }
    }

    @Test func `what the service has is told`() async throws {
        try await ProvisioningFixture.run { scim in
            let service = try await scim.ask(.get, "/ServiceProviderConfig")
            #expect(service.status == 200 && service.json.value("patch")?.value("supported") == .boolean(true))
            #expect(try await scim.ask(.get, "/ResourceTypes").number("totalResults") == 2)
            #expect(try await scim.ask(.get, "/ResourceTypes/User").text("endpoint") == "/Users")
            #expect(try await scim.ask(.get, "/Schemas").number("totalResults") > 2)
        }
    }

    @Test func `no route gives a tenant another's people or groups, or changes one of them`() async throws {
        try await ProvisioningFixture.run { scim in
            let ada = try await scim.make("ada-7777")
            let group = try await scim.ask(.post, "/Groups", ProvisioningFixture.group("G-7777", members: [ada])).text(
                "id")
            let before = try await Self.rows(scim.store)
            var table = RouteTable()
            ProvisioningRoutes.add(store: scim.store, clock: GatehouseService.Clock { .start }, to: &table)
            for route in table.routes {
                let path = route.path.dropFirst(ProvisioningRoutes.root.count)
                let id = path.hasPrefix("/Groups") ? group : ada
                let uri = path.split(separator: "/").map { $0 == "{id}" ? id : String($0) }.joined(separator: "/")
                let body: String? =
                    switch route.method {
                    case .get, .delete: nil
                    case .patch: ProvisioningFixture.patch("{\"op\":\"add\",\"path\":\"externalId\",\"value\":\"x\"}")
                    default:
                        path.hasPrefix("/Groups") ? ProvisioningFixture.group("own") : ProvisioningFixture.user("own")
                    }
                let method = try #require(HTTPRequest.Method(rawValue: route.method.rawValue))
                let answer = try await scim.ask(method, "/\(uri)", body, as: "other")
                let name: Comment = "\(route.method) /\(uri): \(answer.status) \(answer.json)"
                #expect(answer.status != 500, name)
                if path.hasSuffix("{id}"), !path.hasPrefix("/Schemas"), !path.hasPrefix("/ResourceTypes") {
                    #expect(answer.status == 404, name)
                }
                #expect(!"\(answer.json)".contains("7777\""), name)
            }
            // Whom another keeps can be nobody's member or manager here.
            let answer = try await scim.ask(
                .post, "/Groups", ProvisioningFixture.group("mine", members: [ada]), as: "other")
            #expect(answer.status == 400)
            #expect(try await Self.rows(scim.store) == before)
        }
    }

    private static func rows(_ store: any Store) async throws -> [String: [[ExportValue]]] {
        try await store.read(Tenant.test.id) { work in
            var rows: [String: [[ExportValue]]] = [:]
            for table in ["directory_user", "directory_group", "directory_member", "provisioned_attributes"] {
                rows[table] = try work.exportedRows(of: table, after: nil, limit: 1000).rows
            }
            return rows
        }
    }
}
