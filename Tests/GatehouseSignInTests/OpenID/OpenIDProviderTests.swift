import GatehouseModel
import GatehouseOpenID
import GatehouseService
import GatehouseSignIn
import GatehouseTestSupport
import GatehouseWire
import Hummingbird
import Testing

@Suite struct OpenIDProviderTests {
    private static let token = "/\(Tenant.test.id)/oauth2/v2.0/token"
    private static let scope = ("scope", "https://localhost/.default")
    private static let grant = ("grant_type", "client_credentials")

    @Test func `a client finds the endpoints, gets a token and may what it was given, no more`() async throws {
        try await OpenIDFixture.run { provider in
            let app = try await provider.register(["device.read"])
            try await provider.follow()
            let metadata = try await provider.get("/test/v2.0/.well-known/openid-configuration")
            #expect(metadata.status == 200)
            #expect(try metadata.text("issuer") == "https://localhost/\(Tenant.test.id)/v2.0")
            let endpoint = try #require(try metadata.text("token_endpoint"))
            let answer = try await provider.post(
                String(endpoint.dropFirst("https://localhost".count)),
                [Self.grant, Self.scope, ("client_id", app.id.description), ("client_secret", app.secret)])
            #expect(answer.status == 200)
            #expect(answer.headers[.cacheControl] == "no-store")
            let token = try #require(try answer.text("access_token"))
            #expect(try await provider.get("/devices", bearer: token).status == 200)
            let refused = try await provider.get("/audit", bearer: token)
            #expect(refused.status == 403)
            #expect(refused.page.contains("gatehouse app grant"))
        }
    }

    @Test func `the keys may be kept for a while, verify the token, and have nothing private`() async throws {
        try await OpenIDFixture.run { provider in
            let app = try await provider.register(["device.read"])
            let keys = try await provider.get("/\(Tenant.test.id)/discovery/v2.0/keys")
            #expect(keys.headers[.cacheControl] == "public, max-age=3600")
            let set = try JSONWebKeySet(reading: keys.body)
            #expect(Set(set.keys.flatMap(\.algorithms)) == [.es256, .rs256])
            let answer = try await provider.post(
                Self.token, [Self.grant, Self.scope],
                headers: [.authorization: "Basic " + Base64.encode(Array("\(app.id):\(app.secret)".utf8))])
            let token = try CompactJWS(try #require(try answer.text("access_token")))
            guard case .id(let kid)? = token.header.keyNames.first else { throw CancellationError() }
            #expect(set.keys.contains { $0.id == kid && $0.algorithms == [.es256] })
        }
    }

    @Test func `a refusal has OAuth's members and Microsoft's`() async throws {
        try await OpenIDFixture.run { provider in
            let app = try await provider.register([])
            let answer = try await provider.post(
                Self.token, [Self.grant, Self.scope, ("client_id", app.id.description), ("client_secret", "ghs_x")],
                headers: [.init("client-request-id")!: "5d3e0f2a-9b7c-4a18-a1c2-e4f608192b3d"])
            #expect(answer.status == 401)
            #expect(try answer.text("error") == "invalid_client")
            #expect(try answer.text("error_description")?.hasPrefix("AADSTS7000215: ") == true)
            #expect(try answer.json["error_codes"] == .array([.integer(7_000_215)]))
            #expect(try answer.text("correlation_id") == "5d3e0f2a-9b7c-4a18-a1c2-e4f608192b3d")
            #expect(try answer.text("trace_id") != nil)
        }
    }

    @Test(arguments: [
        ([("grant_type", "password"), ("username", "a"), ("password", "b")], "unsupported_grant_type"),
        ([("grant_type", "client_credentials"), ("grant_type", "client_credentials")], "invalid_request"),
        ([("grant_type", "client_credentials")], "invalid_scope"),
    ])
    func `what no client should send is refused by its name`(fields: [(String, String)], error: String) async throws {
        try await OpenIDFixture.run { provider in
            let answer = try await provider.post(Self.token, fields + [("client_id", "x")])
            #expect(answer.status == 400)
            #expect(try answer.text("error") == error)
        }
    }

    @Test func `a tenant that is not there is refused in the client's own terms`() async throws {
        try await OpenIDFixture.run { provider in
            let answer = try await provider.post("/nobody/oauth2/v2.0/token", [Self.grant])
            #expect(answer.status == 400)
            #expect(try answer.text("error_description")?.hasPrefix("AADSTS90002") == true)
        }
    }

    @Test func `an application that was deleted loses what it had at once`() async throws {
        try await OpenIDFixture.run { provider in
            let app = try await provider.register(["device.read"])
            let answer = try await provider.post(
                Self.token,
                [Self.grant, Self.scope, ("client_id", app.id.description), ("client_secret", app.secret)])
            let token = try #require(try answer.text("access_token"))
            try await provider.follow()
            #expect(try await provider.get("/devices", bearer: token).status == 200)
            try await provider.applications.delete("inventory", as: OpenIDFixture.administrator)
            try await provider.follow()
            #expect(try await provider.get("/devices", bearer: token).status == 401)
        }
    }
}
