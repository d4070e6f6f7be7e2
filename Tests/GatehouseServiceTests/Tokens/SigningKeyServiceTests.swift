import GatehouseModel
import GatehouseOpenID
import GatehouseService
import GatehouseStorage
import GatehouseWire
import Testing

@Suite struct SigningKeyServiceTests {
    @Test func `nodes that ask at once for a tenant's first keys agree on them`() async throws {
        let fixture = try await Fixture()
        try await fixture.catchUp()
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<4 { group.addTask { try await fixture.signingKeys.ensure(fixture.tenant.id) } }
            try await group.waitForAll()
        }
        let keys = try await fixture.store.read(fixture.tenant.id) { try $0.signingKeys() }
        #expect(keys.map(\.use.rawValue).sorted() == ["accessToken", "idToken"])
    }

    @Test func `keys rotate by the calendar, and tokens of the key before count meanwhile`() async throws {
        let fixture = try await Fixture()
        let program = try await TokenProgram(fixture)
        let tokens = AccessTokenService(
            clients: fixture.clients, snapshot: fixture.snapshot, store: fixture.store, clock: fixture.clock)
        _ = try await program.token()
        let first = fixture.clients.published(fixture.tenant.id)
        fixture.time.advance(.seconds(88 * 86_400))
        try await fixture.signingKeys.tend()
        _ = try await fixture.applications.addSecret(
            to: "inventory", lifetime: .seconds(30 * 86_400), as: fixture.caller(.administrator))
        let secret = try await fixture.applications.addSecret(
            to: "inventory", lifetime: .seconds(30 * 86_400), as: fixture.caller(.administrator)
        ).shown
        try await fixture.catchUp()
        #expect(fixture.clients.published(fixture.tenant.id).count == 4)
        fixture.time.advance(.seconds(2 * 86_400 - 60))
        try await fixture.catchUp()
        let before = try await program.token(secret: secret)
        fixture.time.advance(.seconds(120))
        try await fixture.catchUp()
        let after = try await program.token(secret: secret)
        #expect(before.split(separator: ".")[0] != after.split(separator: ".")[0])
        _ = try await tokens.caller(presenting: before)
        _ = try await tokens.caller(presenting: after)
        fixture.time.advance(.seconds(2 * 86_400))
        try await fixture.signingKeys.tend()
        try await fixture.catchUp()
        let published = fixture.clients.published(fixture.tenant.id)
        #expect(published.count == 2 && Set(published.map(\.id)).isDisjoint(with: first.map(\.id)))
    }

    @Test func `first keys sign at once, also where the clock is behind the node's that made them`() async throws {
        let fixture = try await Fixture()
        let program = try await TokenProgram(fixture)
        try await fixture.signingKeys.ensure(fixture.tenant.id)
        fixture.time.jump(.seconds(-5))
        _ = try await program.token()
    }

    @Test func `a tenant that never asked for a token has no keys`() async throws {
        let fixture = try await Fixture()
        try await fixture.signingKeys.tend()
        #expect(try await fixture.store.read(fixture.tenant.id) { try $0.signingKeys() }.isEmpty)
    }
}
