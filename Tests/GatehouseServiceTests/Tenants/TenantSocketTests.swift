import Foundation
import GatehouseDocuments
import GatehouseModel
import GatehouseService
import GatehouseStorage
import Testing

@Suite struct TenantSocketTests {
    private static let documents = """
        apiVersion: gatehouse/v1
        kind: Application
        metadata: {name: wiki}
        spec: {}
        ---
        apiVersion: gatehouse/v1
        kind: EnforcementPoint
        metadata: {name: edge}
        spec: {applications: [wiki]SOCKET}
        """

    private func apply(_ socket: String, as tenant: Tenant, in fixture: Fixture) async throws {
        let text = Self.documents.replacingOccurrences(of: "SOCKET", with: socket)
        _ = try await fixture.documents.apply(
            [DocumentFile(name: "edge.yaml", text: text)], dryRun: false,
            as: Caller(tenant: tenant.id, actor: "test", role: "administrator", ownsServer: tenant.ownsServer))
    }

    @Test func `only the tenant that owns the server may say where on its machine a socket is`() async throws {
        let fixture = try await Fixture()
        let other = Tenant(id: .random(), name: "other", createdAt: fixture.time.now)
        try await fixture.store.addTenant(other)
        let path = ", socket: /run/gatehouse/decide.sock"
        #expect(await fixture.code { try await apply(path, as: other, in: fixture) } == .invalidDocument)
        #expect(try await fixture.documents.list(other.id, kind: nil).isEmpty)
        try await apply("", as: other, in: fixture)
        try await apply(path, as: fixture.tenant, in: fixture)
    }
}
