import GatehouseModel
import GatehouseOpenID
import GatehouseService
import GatehouseStorage
import GatehouseWire
import Testing

@Suite struct TokenEndpointTests {
    @Test func `a secret is exchanged for a token that says whose it is and what it may do`() async throws {
        let fixture = try await Fixture()
        let program = try await TokenProgram(fixture)
        let answer = try await program.ask([
            ("client_id", program.client.id.description), ("client_secret", program.secret),
        ])
        #expect(answer.expiresIn == 3600)
        #expect(answer.refreshToken == nil && answer.idToken == nil)
        let token = try CompactJWS(answer.accessToken)
        #expect(token.header.algorithm == .es256)
        try token.require(type: "at+jwt")
        let claims = try ClaimsSet(reading: token.payload)
        #expect(claims.issuer == "https://gatehouse.example:8443/\(fixture.tenant.id)/v2.0")
        #expect(claims.subject == program.client.id.description)
        #expect(claims["roles"] == .array([.string("device.read")]))
        #expect(claims["idtyp"] == .string("app"))
        #expect(claims["tid"] == .string(fixture.tenant.id.description))
    }

    @Test func `an application that shows a certificate has tokens that count with it alone`() async throws {
        let fixture = try await Fixture()
        let program = try await TokenProgram(fixture)
        let form = FormParameters([
            .init("grant_type", "client_credentials"), .init("scope", "api://gatehouse/.default"),
            .init("client_id", program.client.id.description), .init("client_secret", program.secret),
        ])
        let own = [UInt8](repeating: 7, count: 32)
        let answer = try await fixture.tokenEndpoint.answer(
            GatehouseOpenID.TokenRequest(reading: Array(form.text.utf8)), of: fixture.tenant, at: program.endpoints,
            certificate: own)
        #expect(try ClaimsSet(reading: CompactJWS(answer.accessToken).payload).certificateSHA256 == own)
    }

    @Test(arguments: [
        "https://gatehouse.example/.default", "https://gatehouse.example:8443/.default",
        "https://gatehouse.example:9//.default", "api://gatehouse/.default",
    ])
    func `the server is asked for by its own name or address`(scope: String) async throws {
        let program = try await TokenProgram(Fixture())
        _ = try await program.ask(
            [("client_id", program.client.id.description), ("client_secret", program.secret)], scope: scope)
    }

    @Test(arguments: ["https://other.example/.default", "api://other/.default", "https://gatehouse.example@e/.default"])
    func `no token is given for another resource`(scope: String) async throws {
        let program = try await TokenProgram(Fixture())
        let refusal = await program.refusal {
            _ = try await program.ask(
                [("client_id", program.client.id.description), ("client_secret", program.secret)], scope: scope)
        }
        #expect(refusal == .resourceUnknown)
    }

    @Test func `a wrong secret, an unknown application and one of another tenant are refused`() async throws {
        let fixture = try await Fixture()
        let program = try await TokenProgram(fixture)
        let id = program.client.id.description
        #expect(await program.refusal { _ = try await program.token(secret: "ghs_wrong") } == .clientSecretWrong)
        let unknown = await program.refusal {
            _ = try await program.ask([("client_id", TokenID.random().description), ("client_secret", program.secret)])
        }
        #expect(unknown == .clientUnknown)
        let other = Tenant(id: .random(), name: "other", createdAt: fixture.time.now)
        try await fixture.store.addTenant(other)
        try await fixture.catchUp()
        let foreign = await program.refusal {
            _ = try await program.ask([("client_id", id), ("client_secret", program.secret)], of: other)
        }
        #expect(foreign == .clientUnknown)
    }

    @Test func `a secret that ends counts no more, and another does`() async throws {
        let fixture = try await Fixture()
        let program = try await TokenProgram(fixture)
        let second = try await fixture.applications.addSecret(
            to: "inventory", lifetime: .seconds(7 * 86_400), as: fixture.caller(.administrator))
        // Memory does not know the second yet: the store does.
        _ = try await program.token(secret: second.shown)
        fixture.time.advance(.seconds(86_400))
        try await fixture.catchUp()
        #expect(await program.refusal { _ = try await program.token() } == .clientSecretExpired)
        _ = try await program.token(secret: second.shown)
    }

    @Test func `a disabled application gets no token`() async throws {
        let fixture = try await Fixture()
        let program = try await TokenProgram(fixture)
        _ = try await fixture.applications.change(
            "inventory", name: nil, isEnabled: false, redirectURIs: nil, as: fixture.caller(.administrator))
        try await fixture.catchUp()
        #expect(await program.refusal { _ = try await program.token() } == .clientDisabled)
    }

    @Test func `a suspended tenant gives no tokens`() async throws {
        let fixture = try await Fixture()
        let program = try await TokenProgram(fixture)
        var suspended = fixture.tenant
        suspended.state = .suspended
        let tenant = suspended
        let refusal = await program.refusal {
            _ = try await program.ask(
                [("client_id", program.client.id.description), ("client_secret", program.secret)], of: tenant)
        }
        #expect(refusal == .tenantUnknown)
    }
}
