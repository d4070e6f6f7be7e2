import GatehouseDocuments
import GatehouseModel
import GatehouseService
import GatehouseStorage
import GatehouseTestSupport
import Testing

@Suite struct TenantSocketTests {
    private func apply(_ socket: String, as tenant: Tenant, in fixture: Fixture) async throws {
        let text = SampleDocuments.file(
            SampleDocuments.application(), SampleDocuments.enforcementPoint("edge", further: socket))
        _ = try await fixture.documents.apply(
            [DocumentFile(name: "edge.yaml", text: text)], dryRun: false,
            as: Caller(tenant: tenant.id, actor: "test", role: "administrator", ownsServer: tenant.ownsServer))
    }

    @Test func `only the tenant that owns the server may say where on its machine a socket is`() async throws {
        let fixture = try await Fixture()
        let other = Tenant(id: .random(), name: "other", createdAt: fixture.time.now)
        try await fixture.store.addTenant(other)
        let path = "socket: /run/gatehouse/decide.sock"
        #expect(await fixture.code { try await apply(path, as: other, in: fixture) } == .invalidDocument)
        #expect(try await fixture.documents.list(other.id, kind: nil).isEmpty)
        try await apply("", as: other, in: fixture)
        try await apply(path, as: fixture.tenant, in: fixture)
    }
}
