import GatehouseHTTP
import GatehouseModel
import GatehouseService
import GatehouseTestSupport
import Hummingbird
import Testing

struct RouteTableTests {
    @Test func `routes that need no permission are the golden list`() async throws {
        try await withTemporaryStore { store in
            let table = try APIFixture.table(APIFixture.services(over: store))
            let lines = table.routes.compactMap { route -> String? in
                guard case .open(let reason) = route.access else { return nil }
                return "\(route.method.rawValue) \(route.path): \(reason)\n"
            }
            try expectGolden(lines.sorted().joined(), "Tests/GatehouseAPITests/Goldens/open-routes.txt")
        }
    }

    @Test func `each route's permission is golden`() async throws {
        try await withTemporaryStore { store in
            let table = try APIFixture.table(APIFixture.services(over: store))
            let lines = table.routes.compactMap { route -> String? in
                guard case .permission(let permission) = route.access else { return nil }
                return "\(route.path) \(route.method.rawValue) \(permission)\n"
            }
            try expectGolden(lines.sorted().joined(), "Tests/GatehouseAPITests/Goldens/permissions.txt")
        }
    }

    @Test func `the permissions that there are, are the ones that routes ask for`() async throws {
        try await withTemporaryStore { store in
            let table = try APIFixture.table(APIFixture.services(over: store))
            let asked = table.routes.compactMap { route -> Permission? in
                if case .permission(let permission) = route.access { permission } else { nil }
            }
            // What SCIM's routes ask for, which are no part of this API.
            let elsewhere: Set<Permission> = [Permission(.provisioning, .write)]
            #expect(
                Permission.ofDocuments.union(Permission.ofActions).union(asked).union(elsewhere)
                    == Set(Permission.all))
        }
    }

    @Test func `every route refuses who has no token, and every role that lacks its permission`() async throws {
        try await APIFixture.run { api in
            for route in try APIFixture.table(api.services).routes {
                guard case .permission(let permission) = route.access else { continue }
                let path = route.path.split(separator: "/").map { part in
                    part.first == "{" ? "00000000-0000-4000-8000-000000000000" : String(part)
                }
                let uri = "/" + path.joined(separator: "/")
                let method = try #require(HTTPRequest.Method(rawValue: route.method.rawValue))
                let nobody = try await api.ask(method, uri, as: nil)
                #expect(nobody.status == 401, "\(uri)")
                for role in Role.allCases {
                    let answer = try await api.ask(method, uri, as: role)
                    #expect((answer.status == 403) == !role.allows(permission), "\(method) \(uri) as \(role)")
                }
            }
        }
    }
}
