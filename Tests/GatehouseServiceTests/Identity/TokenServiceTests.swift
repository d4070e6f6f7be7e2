import GatehouseModel
import GatehouseService
import Testing

@Suite struct TokenServiceTests {
    @Test func `a token names its holder until it expires or is revoked`() async throws {
        let fixture = try await Fixture()
        let tenant = fixture.tenant.id
        let created = try await fixture.tokens.create(
            tenant, name: "ci", role: "reader", lifetime: .seconds(60), actor: "test")
        let caller = try await fixture.tokens.caller(tenant, presenting: created.secret)
        #expect(caller == Caller(tenant: tenant, actor: "token:ci", role: "reader", ownsServer: true))
        fixture.time.advance(.seconds(60))
        let expired = await fixture.code { _ = try await fixture.tokens.caller(tenant, presenting: created.secret) }
        #expect(expired == .unauthenticated)
        let next = try await fixture.tokens.create(
            tenant, name: "ci", role: "reader", lifetime: .seconds(60), actor: "test")
        try await fixture.tokens.revoke(tenant, id: next.token.id, actor: "test")
        let revoked = await fixture.code { _ = try await fixture.tokens.caller(tenant, presenting: next.secret) }
        #expect(revoked == .unauthenticated)
    }

    @Test func `a live name is not given twice, and no secret is kept`() async throws {
        let fixture = try await Fixture()
        let created = try await fixture.tokens.create(
            fixture.tenant.id, name: "ci", role: "reader", lifetime: .seconds(60), actor: "test")
        let again = await fixture.code {
            _ = try await fixture.tokens.create(
                fixture.tenant.id, name: "ci", role: "reader", lifetime: .seconds(60), actor: "test")
        }
        #expect(again == .conflict)
        let kept = try await fixture.tokens.list(fixture.tenant.id)
        #expect(kept.allSatisfy { !"\($0)".contains(created.secret) })
    }
}
