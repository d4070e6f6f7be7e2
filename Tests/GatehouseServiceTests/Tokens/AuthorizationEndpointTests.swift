import GatehouseModel
import GatehouseOpenID
import GatehouseService
import GatehouseStorage
import GatehouseWire
import Testing

@Suite struct AuthorizationEndpointTests {
    private let fixture: Fixture
    private let program: SignInProgram

    init() async throws {
        fixture = try await Fixture()
        program = try await SignInProgram(fixture)
    }

    @Test func `who is signed in goes back with a code, the state and the issuer`() async throws {
        program.signIn()
        let parameters = try program.parameters(try await program.ask())
        #expect(parameters["code"]?.hasPrefix("ghc_") == true)
        #expect(parameters["state"] == "s")
        #expect(parameters["iss"] == "https://gatehouse.example:8443/\(fixture.tenant.id)/v2.0")
    }

    @Test func `who is not signed in does so first, and the request is answered once`() async throws {
        guard case .signIn(let interaction, let hint) = try await program.ask(["login_hint": "ada"]) else {
            throw SignInProgram.Unexpected(answer: "no sign-in")
        }
        #expect(hint == "ada")
        fixture.time.advance(.seconds(60))
        guard case .signIn = try await resume(interaction) else { throw SignInProgram.Unexpected(answer: "code") }
        program.signIn()
        #expect(try program.parameters(try await resume(interaction))["code"] != nil)
        guard case .page(let error) = try await resume(interaction) else {
            throw SignInProgram.Unexpected(answer: "answered twice")
        }
        #expect(error.code == .parameterMalformed)
    }

    @Test func `of two that come back at once one gets a code`() async throws {
        guard case .signIn(let interaction, _) = try await program.ask() else {
            throw SignInProgram.Unexpected(answer: "no sign-in")
        }
        program.signIn()
        let codes = try await withThrowingTaskGroup(of: Bool.self) { group in
            for _ in 0..<6 {
                group.addTask { if case .client = try await resume(interaction) { true } else { false } }
            }
            return try await group.reduce(0) { $0 + ($1 ? 1 : 0) }
        }
        #expect(codes == 1)
    }

    @Test func `a request that waited too long is not answered`() async throws {
        guard case .signIn(let interaction, _) = try await program.ask() else {
            throw SignInProgram.Unexpected(answer: "no sign-in")
        }
        fixture.time.advance(.seconds(600))
        program.signIn()
        guard case .page = try await resume(interaction) else { throw SignInProgram.Unexpected(answer: "code") }
    }

    @Test func `prompt and max_age want a sign-in that is new enough`() async throws {
        program.signIn()
        fixture.time.advance(.seconds(100))
        for changed in [["prompt": "login"], ["max_age": "0"], ["max_age": "99"]] {
            guard case .signIn(let interaction, _) = try await program.ask(changed) else {
                throw SignInProgram.Unexpected(answer: "\(changed)")
            }
            guard case .signIn = try await resume(interaction) else {
                throw SignInProgram.Unexpected(answer: "the old sign-in did for \(changed)")
            }
        }
        #expect(try program.parameters(try await program.ask(["max_age": "100"]))["code"] != nil)
        #expect(try program.parameters(try await program.ask(["prompt": "none"]))["code"] != nil)
    }

    @Test func `a silent request of nobody is told so, and sees no page`() async throws {
        let parameters = try program.parameters(try await program.ask(["prompt": "none"], cookie: nil))
        #expect(parameters["error"] == "login_required")
        #expect(parameters["state"] == "s")
    }

    @Test func `an ID token says whom the application means, and nobody else is answered for`() async throws {
        program.signIn()
        let hint = try #require(try await program.redeem(try await program.code()).idToken)
        let fields = ["id_token_hint": hint, "prompt": "none"]
        #expect(try program.parameters(try await program.ask(fields))["code"] != nil)
        let bob = User(id: .random(), userName: "bob", displayName: "Bob", createdAt: fixture.time.now)
        program.people.signIn(bob, cookie: SignInProgram.cookie, at: fixture.time.now)
        #expect(try program.parameters(try await program.ask(fields))["error"] == "login_required")
        guard case .signIn(let interaction, _) = try await program.ask(["id_token_hint": hint]) else {
            throw SignInProgram.Unexpected(answer: "no sign-in")
        }
        let parameters = try program.parameters(try await resume(interaction))
        #expect(parameters["error"] == "login_required" && parameters["code"] == nil)
    }

    @Test func `what is no ID token for the application is refused as a hint`() async throws {
        program.signIn()
        let answer = try await program.redeem(try await program.code())
        let forged = String(try #require(answer.idToken).dropLast(8)) + "AAAAAAAA"
        for hint in [answer.accessToken, forged, "x"] {
            let parameters = try program.parameters(try await program.ask(["id_token_hint": hint]))
            #expect(parameters["error"] == "invalid_request" && parameters["code"] == nil)
        }
    }

    @Test(arguments: [
        ["redirect_uri": "https://evil.example/cb"], ["redirect_uri": "http://127.0.0.1.evil.example/callback"],
        ["redirect_uri": ""], ["client_id": "nobody"],
    ])
    func `no answer goes where the application is not registered`(changed: [String: String]) async throws {
        program.signIn()
        guard case .page = try await program.ask(changed) else { throw SignInProgram.Unexpected(answer: "went out") }
    }

    @Test(arguments: [
        (["code_challenge": "", "code_challenge_method": ""], "invalid_request"),
        (["code_challenge_method": "plain"], "invalid_request"),
        (["response_type": "token"], "unsupported_response_type"),
        (["request": "eyJ"], "request_not_supported"), (["scope": "openid device.write"], "consent_required"),
        (["scope": "https://other.example/x"], "invalid_scope"),
    ])
    func `a weaker request is refused to the client`(changed: [String: String], error: String) async throws {
        program.signIn()
        let parameters = try program.parameters(try await program.ask(changed))
        #expect(parameters["error"] == error)
        #expect(parameters["code"] == nil)
    }

    private func resume(_ interaction: String) async throws -> AuthorizationEndpoint.Answer {
        try await program.authorization.resume(
            interaction, from: .init(cookie: SignInProgram.cookie), of: fixture.tenant, at: program.endpoints)
    }
}
