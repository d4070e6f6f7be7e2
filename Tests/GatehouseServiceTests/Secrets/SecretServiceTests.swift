import GatehouseDocuments
import GatehouseKeys
import GatehouseModel
import GatehouseStorage
import GatehouseTestSupport
import Testing

@testable import GatehouseService

struct SecretServiceTests {
    @Test func `a secret is sealed where it lies, and opens for its own name and key only`() async throws {
        let node = try await Fixture()
        let secrets = SecretService(store: node.store, key: SealingKeys(SealingKey()), clock: node.clock)
        _ = try await secrets.set(node.tenant.id, name: "smtp", value: "geheim", actor: "test")
        let sealed = try #require(try await secrets.list(node.tenant.id).first?.sealed)
        #expect(!String(decoding: sealed, as: UTF8.self).contains("geheim"))
        try await node.store.write(node.tenant.id) { work in
            try work.save(SealedSecret(name: "other", sealed: sealed, updatedAt: Instant(seconds: 0)))
        }
        let values = try await node.store.read(node.tenant.id) { work in
            [
                try secrets.value(of: "smtp", in: work), try secrets.value(of: "other", in: work),
                try SecretService(store: node.store, key: SealingKeys(SealingKey()), clock: node.clock).value(
                    of: "smtp", in: work),
            ]
        }
        #expect(values == ["geheim", nil, nil])
    }

    @Test(arguments: ["", "a b", "../x", "-a", String(repeating: "a", count: 65)])
    func `a name that no document could write is refused`(name: String) async throws {
        let node = try await Fixture()
        let secrets = SecretService(store: node.store, key: SealingKeys(SealingKey()), clock: node.clock)
        let code = await node.code { _ = try await secrets.set(node.tenant.id, name: name, value: "x", actor: "test") }
        #expect(code == .invalid)
    }

    @Test func `a secret that a channel names is not deleted, and no value reaches the audit log`() async throws {
        let node = try await Fixture()
        let secrets = SecretService(store: node.store, key: SealingKeys(SealingKey()), clock: node.clock)
        _ = try await secrets.set(node.tenant.id, name: "hook", value: "geheim", actor: "test")
        try await node.apply(
            """
            apiVersion: gatehouse/v1
            kind: NotificationChannel
            metadata: {name: hook}
            spec: {webhook: {url: "https://hooks.example.org/x", secret: hook}}
            """)
        let code = await node.code { try await secrets.delete(node.tenant.id, name: "hook", actor: "test") }
        #expect(code == .conflict)
        try await node.documents.delete(kind: .notificationChannel, name: "hook", as: node.caller(.administrator))
        try await secrets.delete(node.tenant.id, name: "hook", actor: "test")
        let missing = await node.code { try await secrets.delete(node.tenant.id, name: "hook", actor: "test") }
        #expect(missing == .notFound)
        let rows = try await node.audit.rows(node.tenant.id, after: 0, limit: 100)
        #expect(rows.map(\.entry.action).contains("secret.set"))
        #expect(!rows.contains { $0.entry.detail.contains("geheim") })
    }
}
