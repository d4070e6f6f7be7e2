import GatehouseModel
import GatehouseOpenID
import GatehouseService
import GatehouseStorage
import GatehouseTestSupport
import GatehouseWire
import Testing

@Suite struct DeviceEndpointTests {
    private let fixture: Fixture
    private let program: SignInProgram

    init() async throws {
        fixture = try await Fixture()
        program = try await SignInProgram(fixture)
    }

    private var devices: DeviceEndpoint {
        DeviceEndpoint(store: fixture.store, clients: fixture.clients, people: program.people, clock: fixture.clock)
    }

    private func begin(scope: String = "openid device.read") async throws -> DeviceAuthorizationAnswer {
        let form = FormParameters([.init("client_id", program.client.id.description), .init("scope", scope)])
        return try await devices.begin(
            DeviceAuthorizationRequest(reading: Array(form.text.utf8)), of: fixture.tenant, at: program.endpoints,
            page: "https://gatehouse.example:8443/test/device")
    }

    private func page(_ code: String?, answer: Bool? = nil, cookie: String? = SignInProgram.cookie) async throws
        -> DeviceEndpoint.Page
    {
        try await devices.page(code: code, answer: answer, from: .init(cookie: cookie), of: fixture.tenant)
    }

    private func poll(_ code: String) async throws -> TokenAnswer {
        try await program.exchange([
            "grant_type": "urn:ietf:params:oauth:grant-type:device_code", "device_code": code,
        ])
    }

    @Test func `a device gets the tokens of whoever typed its code and allowed it, once`() async throws {
        let codes = try await begin()
        #expect(await program.refusal { _ = try await poll(codes.deviceCode) } == .authorizationPending)
        #expect(await program.refusal { _ = try await poll(codes.deviceCode) } == .slowDown)
        program.signIn()
        guard case .question(let name, let scopes, _) = try await page(codes.userCode.description.lowercased()) else {
            throw SignInProgram.Unexpected(answer: "no question")
        }
        #expect(name == "laptop" && scopes == ["openid", "device.read"])
        guard case .done(true) = try await page(codes.userCode.description, answer: true) else {
            throw SignInProgram.Unexpected(answer: "not done")
        }
        let answer = try await poll(codes.deviceCode)
        let caller = try await program.accessTokens.caller(presenting: answer.accessToken)
        #expect(caller.actor == "user:ada" && caller.may(Permission(.device, .read)))
        #expect(answer.idToken != nil && answer.refreshToken == nil)
        #expect(await program.refusal { _ = try await poll(codes.deviceCode) } == .deviceCodeUsed)
    }

    @Test func `tokens by a device code do not say the device of the browser that allowed it`() async throws {
        let codes = try await begin()
        program.people.signIn(
            program.user, cookie: SignInProgram.cookie, on: .numbered(7), at: fixture.time.now)
        guard case .done(true) = try await page(codes.userCode.description, answer: true) else {
            throw SignInProgram.Unexpected(answer: "not done")
        }
        let token = try CompactJWS(try await poll(codes.deviceCode).accessToken)
        #expect(try ClaimsSet(reading: token.payload)["deviceid"] == nil)
    }

    @Test func `who is not signed in is asked nothing, and nothing is allowed in their name`() async throws {
        let codes = try await begin()
        guard case .signIn = try await page(codes.userCode.description, answer: true) else {
            throw SignInProgram.Unexpected(answer: "somebody")
        }
        #expect(await program.refusal { _ = try await poll(codes.deviceCode) } == .authorizationPending)
    }

    @Test func `a person who says no, and a code that is answered twice`() async throws {
        let codes = try await begin()
        program.signIn()
        guard case .done(false) = try await page(codes.userCode.description, answer: false) else {
            throw SignInProgram.Unexpected(answer: "not done")
        }
        guard case .form(.some) = try await page(codes.userCode.description, answer: true) else {
            throw SignInProgram.Unexpected(answer: "answered twice")
        }
        #expect(await program.refusal { _ = try await poll(codes.deviceCode) } == .accessDenied)
    }

    @Test func `codes end after a quarter of an hour, and a wrong one says so`() async throws {
        let codes = try await begin()
        program.signIn()
        guard case .form(let problem?) = try await page("BCDF-GHJK") else {
            throw SignInProgram.Unexpected(answer: "a code that nobody has")
        }
        #expect(problem.code == .deviceCodeUnknown)
        fixture.time.advance(.seconds(900))
        guard case .form(.some) = try await page(codes.userCode.description) else {
            throw SignInProgram.Unexpected(answer: "too late")
        }
        #expect(await program.refusal { _ = try await poll(codes.deviceCode) } == .deviceCodeExpired)
    }

    @Test func `a device code is its application's alone, and asks for nothing without consent`() async throws {
        let codes = try await begin()
        let other = try await SignInOther.register(fixture)
        let stolen = await program.refusal {
            _ = try await program.exchange([
                "grant_type": "urn:ietf:params:oauth:grant-type:device_code", "device_code": codes.deviceCode,
                "client_id": other.description,
            ])
        }
        #expect(stolen == .deviceCodeClientWrong)
        #expect(await program.refusal { _ = try await begin(scope: "device.write") } == .consentRequired)
    }
}
