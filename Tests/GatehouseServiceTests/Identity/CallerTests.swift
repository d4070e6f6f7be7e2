import GatehouseModel
import GatehouseService
import GatehouseTestSupport
import Testing

@Suite struct CallerTests {
    @Test func `who may only make tokens covers no role`() {
        let caller = Caller(
            tenant: .random(), actor: "app:x", role: "application",
            permissions: [Permission(.token, .create), Permission(.accessPass, .create)])
        for role in Role.allCases { #expect(!caller.covers(role), "\(role)") }
    }

    @Test func `an administrator covers every role of the tenant`() {
        let caller = Caller(tenant: .random(), actor: "token:x", role: Role.administrator.rawValue)
        for role in Role.allCases where role != .operator { #expect(caller.covers(role), "\(role)") }
    }

    @Test func `nobody makes an access pass for somebody who may more than they`() async throws {
        let site = try await SignInSite()
        var person = site.ada
        person.roles = [Role.administrator.rawValue]
        let administrator = person
        try await site.store.write(site.tenant.id) { try $0.save(administrator) }
        let caller = Caller(
            tenant: site.tenant.id, actor: "app:x", role: "application",
            permissions: [Permission(.accessPass, .create)])
        let refusal = await site.fixture.code {
            _ = try await site.passes.create(
                site.tenant.id, for: administrator.userName, lifetime: .seconds(3600), isOneTime: true, as: caller)
        }
        #expect(refusal == .notPermitted)
    }
}
