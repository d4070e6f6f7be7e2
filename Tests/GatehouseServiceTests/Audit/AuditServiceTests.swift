import GatehouseModel
import GatehouseService
import Testing

@Suite struct AuditServiceTests {
    private let entry = AuditEntry(
        at: Instant(seconds: 1), actor: "token:a", action: "device.revoke", target: "device/1", detail: "lost")

    @Test func `a log of real acts verifies`() async throws {
        let fixture = try await Fixture()
        _ = try await fixture.enrol()
        let found = try await fixture.audit.verify(fixture.tenant.id)
        #expect(found.problem == nil)
        #expect(found.rows == 2)
    }

    @Test func `the chain tells fields apart, so that text cannot move from one to the next`() {
        var moved = entry
        moved.actor = "token:"
        moved.action = "adevice.revoke"
        #expect(AuditChain.row(after: nil, entry).hash != AuditChain.row(after: nil, moved).hash)
    }

    @Test func `a row depends on every row before it`() {
        let first = AuditChain.row(after: nil, entry)
        var other = entry
        other.detail = "found"
        let changed = AuditChain.row(after: nil, other)
        #expect(AuditChain.row(after: first, entry).hash != AuditChain.row(after: changed, entry).hash)
    }
}
