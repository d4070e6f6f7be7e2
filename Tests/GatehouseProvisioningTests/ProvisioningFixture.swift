import GatehouseHTTP
import GatehouseModel
import GatehouseProvisioning
import GatehouseService
import GatehouseStorage
import GatehouseTestSupport
import GatehouseWire
import Hummingbird
import HummingbirdTesting
import Testing

/// SCIM over a fresh store with two tenants, asked without sockets.
struct ProvisioningFixture: Sendable {
    let store: SQLStore
    let client: any TestClientProtocol
    let secrets: [String: String]

    static func run(_ body: @Sendable (ProvisioningFixture) async throws -> Void) async throws {
        try await withTemporaryStore(tenants: [.test, .other]) { store in
            let clock = GatehouseService.Clock { .start }
            let tokens = TokenService(store: store, clock: clock)
            var secrets: [String: String] = [:]
            for (name, tenant, role) in [
                ("entra", Tenant.test, Role.provisioner), ("other", .other, .provisioner), ("reader", .test, .reader),
            ] {
                secrets[name] = try await tokens.create(
                    tenant.id, name: name, role: role.rawValue, lifetime: .seconds(3600), actor: "test"
                ).secret
            }
            var table = RouteTable()
            ProvisioningRoutes.add(store: store, clock: clock, to: &table)
            let router = table.router(metrics: MetricsRegistry(), gate: AdmissionGate { .idle }) { secret, _ in
                try await tokens.caller(presenting: secret)
            }
            let held = secrets
            try await Application(router: router).test(.router) { client in
                try await body(ProvisioningFixture(store: store, client: client, secrets: held))
            }
        }
    }

    func ask(
        _ method: HTTPRequest.Method, _ path: String, _ body: String? = nil, as name: String? = "entra",
        headers given: HTTPFields = [:], type: String = "application/scim+json"
    ) async throws -> SCIMAnswer {
        var headers = given
        if let secret = name.flatMap({ secrets[$0] }) { headers[.authorization] = "Bearer \(secret)" }
        if body != nil { headers[.contentType] = type }
        return try await client.execute(
            uri: "/scim/v2\(path)", method: method, headers: headers, body: body.map { ByteBuffer(string: $0) }
        ) { response in
            SCIMAnswer(
                status: response.status.code, headers: response.headers,
                json: (try? JSON.parse(Array(response.body.readableBytesView))) ?? .null)
        }
    }

    /// Makes a person and gives their id.
    func make(_ userName: String, as name: String = "entra") async throws -> String {
        let answer = try await ask(.post, "/Users", Self.user(userName), as: name)
        try #require(answer.status == 201, "\(answer.json)")
        return answer.text("id")
    }

    static func user(_ userName: String, _ further: String = "") -> String {
        """
        {"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"userName":"\(userName)"\(further)}
        """
    }

    static func group(_ name: String, members: [String] = []) -> String {
        let list = members.map { "{\"value\":\"\($0)\"}" }.joined(separator: ",")
        return """
            {"schemas":["urn:ietf:params:scim:schemas:core:2.0:Group"],"displayName":"\(name)","members":[\(list)]}
            """
    }

    static func patch(_ operations: String) -> String {
        "{\"schemas\":[\"urn:ietf:params:scim:api:messages:2.0:PatchOp\"],\"Operations\":[\(operations)]}"
    }
}

/// What came back.
struct SCIMAnswer: Sendable {
    let status: Int
    let headers: HTTPFields
    let json: JSON

    func text(_ name: String) -> String {
        if case .string(let text)? = json.value(name) { text } else { "" }
    }

    func number(_ name: String) -> Int64 {
        if case .integer(let number)? = json.value(name) { number } else { -1 }
    }

    func list(_ name: String) -> [JSON] {
        if case .array(let values)? = json.value(name) { values } else { [] }
    }

    var ids: [String] {
        list("Resources").compactMap { if case .string(let id)? = $0.value("id") { id } else { nil } }
    }
}

extension JSON {
    /// The member of an object.
    func value(_ name: String) -> JSON? {
        guard case .object(let members) = self else { return nil }
        return members.first { $0.name == name }?.value
    }
}
