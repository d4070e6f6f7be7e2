import GatehouseKeys
import GatehouseModel
import GatehouseService
import GatehouseSignIn
import GatehouseStorage
import GatehouseTestSupport
import GatehouseWire
import Hummingbird
import Testing

/// Signing out as a browser sees it.
@Suite struct LogoutRoutesTests {
    private static let path = "/\(Tenant.test.id)/oauth2/v2.0/logout"

    /// A session of Ada's in the store, by its cookie.
    private static func signIn(_ provider: OpenIDFixture) async throws -> String {
        let cookie = SessionCookie.fresh(of: Tenant.test.id).text
        let people = provider.people
        try await provider.store.write(Tenant.test.id) { work in
            try work.save(people.user)
            try work.insert(people.session, hash: Secret.hash(cookie))
        }
        return "\(SessionCookie.name)=\(cookie)"
    }

    private static func isOver(_ provider: OpenIDFixture) async throws -> Bool {
        let id = provider.people.session.id
        return try await provider.store.read(Tenant.test.id) { try $0.session(id)?.revokedAt != nil }
    }

    /// The page's question: the token of its form, and the browser's cookies.
    private static func question(
        _ provider: OpenIDFixture, _ session: String
    ) async throws -> (token: String, cookies: String) {
        let answer = try await provider.get(path, cookie: session)
        #expect(answer.status == 200 && answer.page.contains("Sign out?") && answer.page.contains("ada"))
        #expect(answer.headers[.cacheControl] == "no-store")
        #expect(answer.headers[.contentSecurityPolicy]?.contains("frame-ancestors 'none'") == true)
        let token = try #require(answer.page.firstMatch(of: /name="token" value="([^"]+)"/)).1
        let mark = try #require(answer.headers[.setCookie]).prefix { $0 != ";" }
        return (String(token), "\(session); \(mark)")
    }

    private static func post(
        _ provider: OpenIDFixture, _ fields: [(String, String)], _ cookies: String, site: String = "same-origin"
    ) async throws -> ProviderAnswer {
        let name = try #require(HTTPFields.Element.Name("sec-fetch-site"))
        return try await provider.post(path, fields, headers: [.cookie: cookies, name: site])
    }

    @Test func `the person is asked, agrees, and the cookie goes`() async throws {
        try await OpenIDFixture.run { provider in
            let (token, cookies) = try await Self.question(provider, try await Self.signIn(provider))
            #expect(try await !Self.isOver(provider))
            let answer = try await Self.post(provider, [("token", token), ("answer", "end")], cookies)
            #expect(answer.status == 200 && answer.page.contains("You are signed out"))
            let cleared = "__Host-gatehouse-session=; Path=/; Secure; HttpOnly; SameSite=Lax; Max-Age=0"
            #expect(answer.headers[.setCookie] == cleared)
            #expect(try await Self.isOver(provider))
        }
    }

    @Test func `the person may stay`() async throws {
        try await OpenIDFixture.run { provider in
            let (token, cookies) = try await Self.question(provider, try await Self.signIn(provider))
            let answer = try await Self.post(provider, [("token", token), ("answer", "keep")], cookies)
            #expect(answer.page.contains("You are still signed in"))
            #expect(try await !Self.isOver(provider))
        }
    }

    @Test func `another site, and a form without the page's token, sign nobody out`() async throws {
        try await OpenIDFixture.run { provider in
            let (token, cookies) = try await Self.question(provider, try await Self.signIn(provider))
            let foreign = try await Self.post(
                provider, [("token", token), ("answer", "end")], cookies, site: "cross-site")
            let bare = try await Self.post(provider, [("answer", "end")], cookies)
            let session = try #require(cookies.split(separator: ";").first)
            let elsewhere = try await Self.post(
                provider, [("token", token), ("answer", "end")], String(session))
            for answer in [foreign, bare, elsewhere] {
                #expect(answer.status == 400 && answer.page.contains("You were not signed out"))
            }
            #expect(try await !Self.isOver(provider))
        }
    }

    @Test func `an application's form goes on as a query, with which the browser sends its cookie`() async throws {
        try await OpenIDFixture.run { provider in
            let answer = try await provider.post(Self.path, [("state", "a b"), ("token", "x")])
            #expect(answer.status == 303)
            #expect(answer.headers[.location] == "\(Self.path)?state=a+b")
        }
    }

    @Test func `what is said on the page is escaped`() async throws {
        try await OpenIDFixture.run { provider in
            let session = try await Self.signIn(provider)
            let answer = try await provider.get("\(Self.path)?state=%22%3E%3Cscript%3E", cookie: session)
            #expect(answer.page.contains("&quot;&gt;&lt;script&gt;") && !answer.page.contains("<script>"))
        }
    }

    @Test func `the metadata says where, and promises applications no word of it`() async throws {
        try await OpenIDFixture.run { provider in
            let metadata = try await provider.get("/\(Tenant.test.id)/v2.0/.well-known/openid-configuration")
            #expect(try metadata.text("end_session_endpoint") == "https://localhost\(Self.path)")
            for flag in ["frontchannel_logout_supported", "backchannel_logout_supported"] {
                #expect(try metadata.json[flag] == .boolean(false))
            }
            let answer = try await provider.get(Self.path)
            #expect(answer.status == 200 && answer.page.contains("You are signed out"))
        }
    }
}
