import GatehouseKeys
import GatehouseModel
import GatehouseOpenID
import GatehouseService
import GatehouseSignIn
import GatehouseTestSupport
import GatehouseWire
import Hummingbird
import Testing

/// The authorization endpoint as a browser sees it.
@Suite struct AuthorizationRoutesTests {
    private static let verifier = String(repeating: "v", count: 43)
    private static let address = "http://127.0.0.1:9/callback"

    private static func register(_ provider: OpenIDFixture) async throws -> ClientApplicationID {
        let made = try await provider.applications.register(
            .init(
                name: "laptop", isConfidential: false, redirectURIs: ["http://127.0.0.1/callback"], permissions: [],
                delegated: ["device.read"], secretLifetime: nil), as: OpenIDFixture.administrator)
        try await provider.follow()
        return made.application.id
    }

    private static func uri(_ client: ClientApplicationID, _ changed: [String: String] = [:]) throws -> String {
        let challenge = try #require(try CodeVerifier(verifier).challenge(hash: Secret.sha256)).text
        var fields = [
            "client_id": client.description, "response_type": "code", "redirect_uri": address,
            "scope": "openid profile offline_access device.read", "state": "a b", "code_challenge": challenge,
            "code_challenge_method": "S256",
        ]
        fields.merge(changed) { $1 }
        let form = FormParameters(fields.sorted { $0.key < $1.key }.map { FormParameters.Field($0.key, $0.value) })
        return "/\(Tenant.test.id)/oauth2/v2.0/authorize?\(form.text)"
    }

    /// The parameters behind the redirect address.
    private static func parameters(_ answer: ProviderAnswer) throws -> FormParameters {
        let location = try #require(answer.headers[.location])
        try #require(location.hasPrefix("\(address)?"), "\(location)")
        return try FormParameters(reading: Array(location.dropFirst(address.count + 1).utf8))
    }

    @Test func `a person signs in, comes back, and the application may what both may`() async throws {
        try await OpenIDFixture.run { provider in
            let client = try await Self.register(provider)
            let first = try await provider.get(Self.uri(client, ["login_hint": "ada"]))
            #expect(first.status == 303)
            let signIn = try #require(first.headers[.location])
            #expect(signIn.hasPrefix("/\(Tenant.test.id)/signin?continue=%2F\(Tenant.test.id)%2Foauth2%2F"))
            #expect(signIn.hasSuffix("&login_hint=ada"))
            let query = try FormParameters(reading: Array(signIn.split(separator: "?")[1].utf8))
            let back = try await provider.get(
                try #require(query["continue"]), cookie: "__Host-gatehouse-session=ada")
            #expect(back.status == 303)
            let parameters = try Self.parameters(back)
            #expect(parameters["state"] == "a b")
            let answer = try await provider.post(
                "/\(Tenant.test.id)/oauth2/v2.0/token",
                [
                    ("grant_type", "authorization_code"), ("client_id", client.description),
                    ("code", try #require(parameters["code"])), ("redirect_uri", Self.address),
                    ("code_verifier", Self.verifier), ("client_info", "1"),
                ])
            #expect(answer.status == 200, "\(answer.page)")
            let token = try #require(try answer.text("access_token"))
            #expect(try answer.text("refresh_token") != nil && answer.text("client_info") != nil)
            #expect(try await provider.get("/devices", bearer: token).status == 200)
            #expect(try await provider.get("/audit", bearer: token).status == 403)
            let who = try await provider.get("/test/oidc/userinfo", bearer: token)
            #expect(try who.text("name") == "Ada")
            #expect(try await provider.get("/other/oidc/userinfo", bearer: token).status == 401)
        }
    }

    @Test func `an address that is not the application's gets a page, and nothing is sent there`() async throws {
        try await OpenIDFixture.run { provider in
            let client = try await Self.register(provider)
            let answer = try await provider.get(
                try Self.uri(client, ["redirect_uri": "https://evil.example/<script>"]),
                cookie: "__Host-gatehouse-session=ada")
            #expect(answer.status == 400)
            #expect(answer.headers[.location] == nil)
            #expect(answer.page.contains("This sign-in cannot go on") && !answer.page.contains("<script>"))
            #expect(answer.headers[.contentSecurityPolicy]?.contains("default-src 'none'") == true)
        }
    }

    @Test func `a form is sent on by the person, with what came back escaped`() async throws {
        try await OpenIDFixture.run { provider in
            let client = try await Self.register(provider)
            let answer = try await provider.get(
                try Self.uri(client, ["response_mode": "form_post", "state": "\"><script>"]),
                cookie: "__Host-gatehouse-session=ada")
            #expect(answer.status == 200)
            #expect(answer.page.contains("<form method=\"post\" action=\"\(Self.address)\">"))
            #expect(answer.page.contains("name=\"code\"") && !answer.page.contains("<script>"))
        }
    }

    @Test func `a session that is bound to a device does for a browser that proves it alone`() async throws {
        try await OpenIDFixture.run { provider in
            let client = try await Self.register(provider)
            let name = try #require(HTTPFields.Element.Name("test-device"))
            for (device, isSignedIn) in [(7, true), (8, false)] {
                let answer = try await provider.get(
                    try Self.uri(client), cookie: "__Host-gatehouse-session=bound",
                    headers: [name: DeviceID.numbered(device).description])
                #expect(answer.headers[.location]?.hasPrefix(Self.address) == isSignedIn)
            }
        }
    }

    @Test func `an API call by a token that was taken back is answered with a claims challenge`() async throws {
        try await OpenIDFixture.run { provider in
            let client = try await Self.register(provider)
            let claims = #"{"access_token":{"xms_cc":{"values":["CP1"]}}}"#
            let back = try await provider.get(
                try Self.uri(client, ["claims": claims]), cookie: "__Host-gatehouse-session=ada")
            let answer = try await provider.post(
                "/\(Tenant.test.id)/oauth2/v2.0/token",
                [
                    ("grant_type", "authorization_code"), ("client_id", client.description),
                    ("code", try #require(try Self.parameters(back)["code"])), ("redirect_uri", Self.address),
                    ("code_verifier", Self.verifier),
                ])
            let token = try #require(try answer.text("access_token"))
            #expect(try await provider.get("/devices", bearer: token).status == 200)
            provider.people.leave()
            let refused = try await provider.get("/devices", bearer: token)
            #expect(refused.status == 401)
            let challenge = refused.headers[.wwwAuthenticate] ?? ""
            #expect(challenge.hasPrefix("Bearer ") && challenge.contains("error=\"insufficient_claims\""))
        }
    }

    @Test func `two cookies of one name are no session`() async throws {
        try await OpenIDFixture.run { provider in
            let client = try await Self.register(provider)
            let answer = try await provider.get(
                try Self.uri(client, ["prompt": "none"]),
                cookie: "__Host-gatehouse-session=ada; __Host-gatehouse-session=ada")
            #expect(try Self.parameters(answer)["error"] == "login_required")
        }
    }
}
