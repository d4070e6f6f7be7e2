import Foundation
import GatehouseAuthority
import GatehouseHTTP
import GatehouseKeys
import GatehouseModel
import GatehouseService
import GatehouseStorage
import GatehouseTestSupport
import Hummingbird
import HummingbirdTesting
import Testing

@testable import GatehouseSignIn

/// The pages, asked without sockets.
@Suite struct SignInPageTests {
    private static let origin = "https://localhost:8443"

    @Test func `a page may not be framed, kept, or run a script of others`() async throws {
        try await Self.run { client, _ in
            let page = try await client.execute(uri: "/test/signin", method: .get)
            #expect(page.status == .ok)
            let policy = page.headers[.contentSecurityPolicy] ?? ""
            #expect(policy.contains("frame-ancestors 'none'") && policy.contains("script-src 'self'"))
            #expect(!policy.contains("unsafe"))
            #expect(page.headers[.cacheControl] == "no-store")
            let body = String(buffer: page.body)
            #expect(!body.contains("<script>") && !body.contains("style=") && !body.contains("onclick"))
            for cookie in page.headers[values: .setCookie] {
                #expect(cookie.hasPrefix("__Host-") && cookie.contains("; Secure; HttpOnly; SameSite=Lax"))
            }
        }
    }

    @Test func `what people type comes back as text`() async throws {
        try await Self.run { client, _ in
            let uri = "/test/signin?login_hint=%22%3E%3Cscript%3Ealert(1)%3C/script%3E"
            let page = try await client.execute(uri: uri, method: .get)
            #expect(!String(buffer: page.body).contains("<script>alert"))
        }
    }

    @Test func `a form of another site, of another browser or without its token is refused`() async throws {
        try await Self.run { client, site in
            let browser = site.seal.browser(presenting: nil)
            let cookie = "\(BrowserMark.cookie)=\(try site.seal.cookie(of: browser))"
            let token = try site.seal.formToken(Tenant.test.id, browser, at: .start)
            let foreign = try site.seal.formToken(Tenant.test.id, BrowserMark(id: "another"), at: .start)
            let cases: [(origin: String, token: String, status: HTTPResponse.Status)] = [
                (Self.origin, token, .unauthorized), ("https://example.org", token, .forbidden),
                ("null", token, .forbidden), (Self.origin, foreign, .badRequest), (Self.origin, "", .badRequest),
            ]
            for (origin, token, status) in cases {
                let answer = try await client.execute(
                    uri: "/test/signin/password", method: .post,
                    headers: [
                        .origin: origin, .cookie: cookie, .contentType: "application/x-www-form-urlencoded",
                    ], body: ByteBuffer(string: "token=\(token)&user=ada&password=x&code=1"))
                #expect(answer.status == status, "\(origin)")
                #expect(answer.headers[values: .setCookie].allSatisfy { !$0.contains(SessionCookie.name) })
            }
        }
    }

    @Test func `who is not signed in is sent to sign in, and nobody is told of another organisation`() async throws {
        try await Self.run { client, _ in
            let answer = try await client.execute(uri: "/me", method: .get)
            #expect(answer.status == .seeOther && answer.headers[.location] == "/test/signin?continue=/me")
            let missing = try await client.execute(uri: "/nowhere/signin", method: .get)
            #expect(missing.status == .notFound)
        }
    }

    @Test func `every phrase has words`() {
        for phrase in Phrase.allCases { #expect(!Catalogue.english(phrase).isEmpty, "\(phrase)") }
    }

    @Test func `a provider that does not exist, or cannot be asked, is told on a page`() async throws {
        try await Self.run { client, _ in
            let unknown = try await client.execute(uri: "/test/signin/with/nobody", method: .get)
            #expect(unknown.status == .notFound)
            let answer = try await client.execute(uri: "/test/signin/callback?code=a&state=b", method: .get)
            #expect(answer.status == .badRequest)
            #expect(String(buffer: answer.body).contains("This browser began no sign-in"))
        }
    }

    @Test func `an upstream sign-in leads only to pages that need a person`() async throws {
        try await Self.run { client, _ in
            let path = "/test/signin/with/partner?continue=https%3A%2F%2Fevil.example%2F"
            let answer = try await client.execute(uri: path, method: .get)
            #expect(answer.status == .badRequest)
        }
    }

    private static func run(
        _ body: @Sendable (any TestClientProtocol, SignInService) async throws -> Void
    ) async throws {
        try await withTemporaryStore { store in
            let clock = GatehouseService.Clock { .start }
            let sessions = SessionService(store: store, clock: clock)
            let settings = SignInSettings(
                origin: PublicOrigin(origin), cryptography: WebAuthnCryptography(),
                trust: {
                    var unreadable = 0
                    return AttestationRoots(files: [], at: .start, unreadable: &unreadable)
                })
            let signIn = SignInService(
                store: store, sessions: sessions, keys: SealingKeys(SealingKey()), settings: settings, clock: clock,
                passwordCost: .init(logN: 10))
            let federation = FederationService(
                store: store, exchange: SilentUpstream(), verifier: SwiftJOSEVerifier(),
                secrets: SecretService(store: store, key: SealingKeys(SealingKey()), clock: clock), clock: clock)
            var table = RouteTable()
            table.add(
                SignInSurface(
                    .init(
                        signIn: signIn, sessions: sessions, info: SecurityInfoService(store: store, signIn: signIn),
                        setUp: SetUpService(store: store, signIn: signIn), federation: federation, clock: clock)
                ).routes)
            let router = table.router(metrics: MetricsRegistry(), gate: AdmissionGate { .idle }) { _, _ in
                throw ServiceError(.unauthenticated, "nobody")
            }
            try await Application(router: router).test(.router) { try await body($0, signIn) }
        }
    }
}
