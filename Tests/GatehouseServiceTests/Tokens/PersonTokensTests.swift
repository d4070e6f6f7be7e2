import GatehouseModel
import GatehouseOpenID
import GatehouseService
import GatehouseStorage
import GatehouseTestSupport
import GatehouseWire
import Testing

/// Codes, refresh tokens, and what access tokens in a person's name are worth.
@Suite struct PersonTokensTests {
    private let fixture: Fixture
    private let program: SignInProgram

    init() async throws {
        fixture = try await Fixture()
        program = try await SignInProgram(fixture)
        program.signIn()
    }

    private func refusal(_ token: String) async -> ServiceError.Code? {
        await fixture.code { _ = try await program.accessTokens.caller(presenting: token) }
    }

    @Test func `a code is worth an ID token that says who, and an access token that may what both may`() async throws {
        let answer = try await program.redeem(try await program.code())
        let identity = try CompactJWS(try #require(answer.idToken))
        #expect(identity.header.algorithm == .rs256)
        let claims = try ClaimsSet(reading: identity.payload)
        #expect(claims.audience == [program.client.id.description])
        #expect(claims.subject == program.user.id.description)
        #expect(claims["nonce"] == .string("n"))
        #expect(claims["preferred_username"] == .string("ada"))
        #expect(claims["amr"] == .array([.string("hwk"), .string("user"), .string("mfa")]))
        let caller = try await program.accessTokens.caller(presenting: answer.accessToken)
        #expect(caller.actor == "user:ada")
        #expect(caller.may(Permission(.device, .read)))
        #expect(!caller.may(Permission(.asset, .read)), "nobody asked for it")
    }

    @Test func `an access token says the device that the session is bound to`() async throws {
        let without = try CompactJWS(try await program.redeem(try await program.code()).accessToken)
        #expect(try ClaimsSet(reading: without.payload)["deviceid"] == nil)
        let device = DeviceID.numbered(7)
        program.people.signIn(program.user, cookie: "bound", on: device, at: fixture.time.now)
        let first = try await program.redeem(try await program.code(cookie: "bound"))
        let next = try await program.refresh(try #require(first.refreshToken))
        for answer in [first, next] {
            let claims = try ClaimsSet(reading: CompactJWS(answer.accessToken).payload)
            #expect(claims["deviceid"] == .string(device.description))
        }
    }

    @Test func `nobody may more through an application than they may themselves`() async throws {
        let code = try await program.code(["scope": "openid audit.read device.read"])
        let caller = try await program.accessTokens.caller(
            presenting: try await program.redeem(code).accessToken)
        #expect(caller.may(Permission(.device, .read)) && !caller.may(Permission(.audit, .read)))
    }

    @Test func `a code that is shown twice takes back what it was worth`() async throws {
        let code = try await program.code()
        let answer = try await program.redeem(code)
        #expect(await refusal(answer.accessToken) == nil)
        #expect(await program.refusal { _ = try await program.redeem(code) } == .codeReused)
        #expect(await refusal(answer.accessToken) == .unauthenticated)
        let refresh = try #require(answer.refreshToken)
        #expect(await program.refusal { _ = try await program.refresh(refresh) } == .refreshTokenRevoked)
    }

    @Test func `of those that redeem one code at once none keeps more than one`() async throws {
        let code = try await program.code()
        let answers = await withTaskGroup(of: TokenAnswer?.self) { group in
            for _ in 0..<6 { group.addTask { try? await program.redeem(code) } }
            return await group.reduce(into: []) { if let answer = $1 { $0.append(answer) } }
        }
        #expect(answers.count == 1)
    }

    @Test(arguments: [
        (["code_verifier": String(repeating: "w", count: 43)], OpenIDError.Code.verifierWrong),
        (["redirect_uri": "http://127.0.0.1:1/callback"], .codeRedirectWrong),
    ])
    func `a code that came into other hands is worth nothing, then or later`(
        changed: [String: String], code wanted: OpenIDError.Code
    ) async throws {
        let code = try await program.code()
        #expect(await program.refusal { _ = try await program.redeem(code, changed) } == wanted)
        #expect(await program.refusal { _ = try await program.redeem(code) } == .codeReused)
    }

    @Test func `a code counts for a minute, and for its application alone`() async throws {
        let other = try await SignInOther.register(fixture)
        let stolen = try await program.code()
        let foreign = await program.refusal {
            _ = try await program.redeem(stolen, ["client_id": other.description])
        }
        #expect(foreign == .codeClientWrong)
        let late = try await program.code()
        fixture.time.advance(.seconds(60))
        #expect(await program.refusal { _ = try await program.redeem(late) } == .codeExpired)
    }

    @Test func `a refresh token is exchanged for the next, and one that comes again ends them all`() async throws {
        let first = try await program.redeem(try await program.code())
        let second = try await program.refresh(try #require(first.refreshToken))
        fixture.time.advance(.seconds(60))
        try await fixture.catchUp()
        #expect(await refusal(second.accessToken) == nil)
        let third = try await program.refresh(try #require(second.refreshToken))
        fixture.time.advance(.seconds(60))
        try await fixture.catchUp()
        let stolen = try #require(first.refreshToken)
        #expect(await program.refusal { _ = try await program.refresh(stolen) } == .refreshTokenReused)
        let last = try #require(third.refreshToken)
        #expect(await program.refusal { _ = try await program.refresh(last) } == .refreshTokenRevoked)
        #expect(await refusal(third.accessToken) == .unauthenticated)
    }

    @Test func `an application that can answer is told to ask anew when a sign-in was taken back`() async throws {
        let claims = #"{"access_token":{"xms_cc":{"values":["cp1"]}}}"#
        let answer = try await program.redeem(try await program.code(["claims": claims]))
        let other = try await program.redeem(try await program.code())
        program.people.change(program.user.id) { $0.sessionsValidFrom = fixture.time.now + .seconds(1) }
        #expect(await refusal(other.accessToken) == .unauthenticated, "it never said that it can")
        do {
            _ = try await program.accessTokens.caller(presenting: answer.accessToken)
            throw SignInProgram.Unexpected(answer: "let in")
        } catch let error as AccessTakenBack {
            #expect(error.challenge.contains("error=\"insufficient_claims\""))
            #expect(error.challenge.contains("authorization_uri=\"\(program.endpoints.authorization)\""))
            let encoded = try #require(error.challenge.firstMatch(of: /claims="([^"]+)"/)).1
            let bytes = try #require(Base64.decode(String(encoded)))
            let wanted = try ClaimsRequest(reading: String(decoding: bytes, as: UTF8.self))
            #expect(wanted.notBefore == fixture.time.now)
        }
    }

    @Test func `an ID token says how well the person proved who they are, and when`() async throws {
        let answer = try await program.redeem(try await program.code())
        let claims = try ClaimsSet(reading: CompactJWS(try #require(answer.idToken)).payload)
        #expect(claims["acr"] == .string("phr"))
        #expect(claims["auth_time"] == .integer(fixture.time.now.milliseconds / 1000))
    }

    @Test func `who shows a certificate has tokens that count with it alone`() async throws {
        let (own, other) = ([UInt8](repeating: 1, count: 32), [UInt8](repeating: 2, count: 32))
        let first = try await program.redeem(try await program.code(), certificate: own)
        let shown = try #require(first.refreshToken)
        for certificate in [nil, other] {
            let refused = await fixture.code {
                _ = try await program.accessTokens.caller(presenting: first.accessToken, certificate: certificate)
            }
            #expect(refused == .unauthenticated)
            let noIdentity = await fixture.code {
                _ = try await program.accessTokens.userinfo(
                    presenting: first.accessToken, of: fixture.tenant.id, certificate: certificate)
            }
            #expect(noIdentity == .unauthenticated)
            let stolen = await program.refusal {
                _ = try await program.refresh(shown, certificate: certificate)
            }
            #expect(stolen == .refreshTokenClientWrong)
        }
        let next = try await program.refresh(shown, certificate: own)
        for answer in [first, next] {
            _ = try await program.accessTokens.caller(presenting: answer.accessToken, certificate: own)
        }
    }

    @Test func `refresh tokens of a client that showed no certificate stay as they are when it shows one`() async throws
    {
        let first = try await program.redeem(try await program.code())
        let own = [UInt8](repeating: 1, count: 32)
        let next = try await program.refresh(try #require(first.refreshToken), certificate: own)
        #expect(await refusal(next.accessToken) == .unauthenticated)
        #expect(await refusal(try await program.refresh(try #require(next.refreshToken)).accessToken) == nil)
    }

    @Test func `a person who is disabled has no tokens any more`() async throws {
        let answer = try await program.redeem(try await program.code())
        program.people.change(program.user.id) { $0.isEnabled = false }
        #expect(await refusal(answer.accessToken) == .unauthenticated)
        let refresh = try #require(answer.refreshToken)
        #expect(await program.refusal { _ = try await program.refresh(refresh) } == .refreshTokenRevoked)
    }

    @Test func `what is revoked of an application or a person counts at once`() async throws {
        let answer = try await program.redeem(try await program.code())
        _ = try await fixture.applications.grant(
            "laptop", permissions: [], delegated: ["device.read"], isRevocation: true,
            as: fixture.caller(.administrator))
        try await fixture.catchUp()
        let caller = try await program.accessTokens.caller(presenting: answer.accessToken)
        #expect(!caller.may(Permission(.device, .read)))
    }

    @Test func `without offline_access there is no refresh token`() async throws {
        let answer = try await program.redeem(try await program.code(["scope": "openid device.read"]))
        #expect(answer.refreshToken == nil)
    }

    @Test func `userinfo says what the scopes allow, to no other token`() async throws {
        let tokens = program.accessTokens
        let full = try await program.redeem(try await program.code())
        let said = try await tokens.userinfo(presenting: full.accessToken, of: fixture.tenant.id)
        #expect(said["sub"] == .string(program.user.id.description) && said["name"] == .string("Ada"))
        let bare = try await program.redeem(try await program.code(["scope": "openid"]))
        #expect(try await tokens.userinfo(presenting: bare.accessToken, of: fixture.tenant.id)["name"] == nil)
        let none = try await program.redeem(try await program.code(["scope": "device.read"]))
        let refused = await fixture.code {
            _ = try await tokens.userinfo(presenting: none.accessToken, of: fixture.tenant.id)
        }
        #expect(refused == .unauthenticated)
    }
}

/// Another public client.
enum SignInOther {
    static func register(_ fixture: Fixture) async throws -> ClientApplicationID {
        let made = try await fixture.applications.register(
            .init(
                name: "other", isConfidential: false, redirectURIs: [], permissions: [], delegated: [],
                secretLifetime: nil), as: fixture.caller(.administrator))
        try await fixture.catchUp()
        return made.application.id
    }
}
