import GatehouseKeys
import GatehouseModel
import GatehouseOpenID
import GatehouseService
import GatehouseStorage
import GatehouseTestSupport
import Testing

@Suite struct LogoutEndpointTests {
    private let fixture: Fixture
    private let sessions: SessionService
    private let program: SignInProgram
    private let logout: LogoutEndpoint

    init() async throws {
        fixture = try await Fixture()
        sessions = SessionService(store: fixture.store, clock: fixture.clock)
        program = try await SignInProgram(
            fixture, persons: SessionPersons(store: fixture.store, sessions: sessions))
        logout = LogoutEndpoint(
            store: fixture.store, clients: fixture.clients, sessions: sessions, clock: fixture.clock)
        try await fixture.store.write(fixture.tenant.id) { [user = program.user] in try $0.save(user) }
    }

    private func signIn(_ user: User? = nil, on device: DeviceID? = nil) async throws -> String {
        let session = SignInSession(
            id: .random(), user: (user ?? program.user).id, device: device, methods: [.passkey],
            now: fixture.time.now, lifetime: .seconds(86_400), address: "", userAgent: "")
        let cookie = SessionCookie.fresh(of: fixture.tenant.id).text
        try await fixture.store.write(fixture.tenant.id) { try $0.insert(session, hash: Secret.hash(cookie)) }
        return cookie
    }

    private func isSignedIn(_ cookie: String, on device: DeviceID? = nil) async throws -> Bool {
        try await sessions.session(presenting: cookie, fixture.tenant.id, device: device) != nil
    }

    private func tokens(_ cookie: String) async throws -> TokenAnswer {
        try await program.redeem(try await program.code(cookie: cookie))
    }

    private func leave(
        _ fields: [String: String], _ cookie: String?, isConfirmed: Bool = false
    ) async throws -> LogoutEndpoint.Answer {
        let form = FormParameters(fields.map { FormParameters.Field($0.key, $0.value) })
        return try await logout.answer(
            Array(form.text.utf8), isConfirmed: isConfirmed, from: .init(cookie: cookie), of: fixture.tenant,
            at: program.endpoints)
    }

    private func question(_ application: String? = nil) -> LogoutEndpoint.Answer {
        .question(person: "ada", application: application)
    }

    @Test func `who signs out has no session, and what came of it counts no more`() async throws {
        let cookie = try await signIn()
        let answer = try await tokens(cookie)
        let code = try await program.code(cookie: cookie)
        let hint = try #require(answer.idToken)
        let left = try await leave(
            ["id_token_hint": hint, "post_logout_redirect_uri": SignInProgram.address, "state": "a b"], cookie)
        #expect(left == .done(address: "\(SignInProgram.address)?state=a+b"))
        #expect(try await !isSignedIn(cookie))
        let refused = await fixture.code {
            _ = try await program.accessTokens.caller(presenting: answer.accessToken)
        }
        #expect(refused == .unauthenticated)
        let refresh = try #require(answer.refreshToken)
        #expect(await program.refusal { _ = try await program.refresh(refresh) } == .refreshTokenRevoked)
        #expect(await program.refusal { _ = try await program.redeem(code) } == .refreshTokenRevoked)
    }

    @Test func `an ID token that expired still says who is meant`() async throws {
        let cookie = try await signIn()
        let hint = try #require(try await tokens(cookie).idToken)
        fixture.time.advance(.seconds(7200))
        #expect(try await leave(["id_token_hint": hint], cookie) == .done(address: nil))
        #expect(try await !isSignedIn(cookie))
    }

    @Test func `without an ID token the person is asked, and goes on where they agreed`() async throws {
        let cookie = try await signIn()
        let fields = [
            "client_id": program.client.id.description, "post_logout_redirect_uri": SignInProgram.address,
        ]
        #expect(try await leave(fields, cookie) == question("laptop"))
        #expect(try await isSignedIn(cookie))
        #expect(try await leave(fields, cookie, isConfirmed: true) == .done(address: SignInProgram.address))
        #expect(try await !isSignedIn(cookie))
    }

    @Test func `what is no ID token of the application for the person is as none`() async throws {
        var bob = User(id: .random(), userName: "bob", displayName: "Bob", createdAt: fixture.time.now)
        bob.roles = ["reader"]
        try await fixture.store.write(fixture.tenant.id) { [bob] in try $0.save(bob) }
        let cookie = try await signIn()
        let own = try await tokens(cookie)
        let identity = try #require(own.idToken)
        let others = try #require(try await tokens(try await signIn(bob)).idToken)
        let foreign = try await SignInOther.register(fixture)
        #expect(try await leave(["id_token_hint": others], cookie) == question("laptop"))
        #expect(try await leave(["id_token_hint": own.accessToken], cookie) == question())
        #expect(try await leave(["id_token_hint": String(identity.dropLast(8)) + "AAAAAAAA"], cookie) == question())
        #expect(
            try await leave(["id_token_hint": identity, "client_id": foreign.description], cookie)
                == question("other"))
        #expect(try await isSignedIn(cookie))
    }

    @Test(arguments: [
        "https://evil.example/", "http://127.0.0.1.evil.example/callback", "http://127.0.0.1:1/elsewhere", "//evil",
    ])
    func `nobody is sent to an address that is not the application's, and nothing ends`(address: String) async throws {
        let cookie = try await signIn()
        let hint = try #require(try await tokens(cookie).idToken)
        for isConfirmed in [false, true] {
            let fields = ["id_token_hint": hint, "post_logout_redirect_uri": address]
            guard case .page(let error) = try await leave(fields, cookie, isConfirmed: isConfirmed) else {
                throw SignInProgram.Unexpected(answer: address)
            }
            #expect(error.code == .redirectUnregistered)
        }
        #expect(try await isSignedIn(cookie))
    }

    @Test func `an address without an application is nobody's`() async throws {
        let fields = ["post_logout_redirect_uri": SignInProgram.address]
        guard case .page = try await leave(fields, nil) else { throw SignInProgram.Unexpected(answer: "went out") }
    }

    @Test func `a session of another device ends too where its cookie is shown`() async throws {
        let cookie = try await signIn(on: .numbered(7))
        #expect(try await isSignedIn(cookie, on: .numbered(7)))
        #expect(try await leave([:], cookie) == .done(address: nil))
        #expect(try await !isSignedIn(cookie, on: .numbered(7)))
    }
}
