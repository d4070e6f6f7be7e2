import Foundation
import GatehouseAuthority
import GatehouseKeys
import GatehouseModel
import GatehouseService
import GatehouseTestSupport
import Logging
import Testing

@testable import GatehouseServer

@Suite struct FirstStartTests {
    /// Some nodes over one empty store.
    private struct Nodes {
        let parent: TemporaryDirectory
        let store: any Store
        let isShared: Bool
        let clock = Clock { .start }

        var tokens: TokenService { TokenService(store: store, clock: clock) }

        func node(_ name: String = "a") throws -> FirstStart {
            FirstStart(
                store: store, folder: try DataFolder(path: parent.file(name)), isShared: isShared,
                logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
        }

        /// What `gatehouse serve` does.
        @discardableResult
        func start(_ node: FirstStart) async throws -> (tenant: Tenant, root: String) {
            let key = try await node.sealingKey(given: "")
            let tenant = try await node.tenant(sealedBy: key, now: .start)
            let authorities = try await node.authorities(of: tenant, sealedBy: key, given: "", clock: clock)
            try await node.restoreSetUpToken(tenant, tokens)
            return (tenant, authorities.root)
        }

        func copyKey(from one: FirstStart, to other: FirstStart) throws {
            try FileManager.default.copyItem(atPath: one.folder.sealingKey, toPath: other.folder.sealingKey)
        }
    }

    private func with(shared: Bool = false, _ body: (Nodes) async throws -> Void) async throws {
        let parent = try TemporaryDirectory()
        try await withTemporaryStore(tenants: []) { store in
            try await body(Nodes(parent: parent, store: store, isShared: shared))
        }
    }

    private func secret(_ node: FirstStart) throws -> String {
        try #require(node.folder.read(node.folder.setUpToken)).trimmingCharacters(in: .whitespacesAndNewlines)
    }

    private func refusal(_ body: () async throws -> Void) async -> ConfigurationError? {
        await #expect(throws: ConfigurationError.self) { try await body() }
    }

    @Test func `the tenant, its authority and its token are made once, and stay`() async throws {
        try await with { nodes in
            let node = try nodes.node()
            let first = try await nodes.start(node)
            let token = try secret(node)
            let again = try await nodes.start(node)
            #expect(again.tenant == first.tenant && again.root == first.root)
            #expect(try secret(node) == token)
            #expect(try await nodes.tokens.caller(first.tenant.id, presenting: token).role == "administrator")
        }
    }

    @Test func `nodes that start at once on an empty store end with one authority and one token`() async throws {
        try await with(shared: true) { nodes in
            let all = try ["a", "b", "c"].map { try nodes.node($0) }
            try all[0].folder.write(SealingKey().text + "\n", to: all[0].folder.sealingKey)
            for node in all.dropFirst() { try nodes.copyKey(from: all[0], to: node) }
            let found = try await withThrowingTaskGroup(of: (tenant: Tenant, root: String).self) { group in
                for node in all { group.addTask { try await nodes.start(node) } }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            #expect(Set(found.map(\.tenant.id)).count == 1)
            #expect(Set(found.map(\.root)).count == 1)
            #expect(try await nodes.store.tenants().count == 1)
            #expect(try await nodes.tokens.list(found[0].tenant.id).count == 1)
            let tokens = all.compactMap { $0.folder.read($0.folder.setUpToken) }
            #expect(tokens.count == 1, "only the node that made the tenant has the token")
        }
    }

    @Test func `a node without the shared key makes none, and says what to copy`() async throws {
        try await with(shared: true) { nodes in
            try await nodes.start(nodes.node("a"))
            let other = try nodes.node("b")
            let error = await refusal { try await nodes.start(other) }
            #expect(
                error?.message
                    == "`\(other.folder.sealingKey)` is missing, and the database holds what was sealed under it")
            #expect(error?.hint?.contains("copy it from a node that runs") == true)
            #expect(other.folder.read(other.folder.sealingKey) == nil)
        }
    }

    @Test func `a node with another key refuses to start`() async throws {
        try await with(shared: true) { nodes in
            try await nodes.start(nodes.node("a"))
            let other = try nodes.node("b")
            try other.folder.write(SealingKey().text + "\n", to: other.folder.sealingKey)
            let error = await refusal { try await nodes.start(other) }
            #expect(
                error?.message.contains("is not the key that the authority in the database is sealed under") == true)
            #expect(error?.hint?.contains("copy the file from a node that runs") == true)
        }
    }

    @Test func `a key may lie outside of the folder, and is never made there`() async throws {
        try await with { nodes in
            let node = try nodes.node()
            let path = nodes.parent.file("credential")
            #expect(await refusal { _ = try await node.sealingKey(given: path) }?.message.contains(path) == true)
            let key = SealingKey()
            try node.folder.write(key.text, to: path, mode: 0o440)
            #expect(try await node.sealingKey(given: path).text == key.text + "\n")
            #expect(node.folder.read(node.folder.sealingKey) == nil)
        }
    }

    @Test func `a key that every user may read is refused, with what mends it`() async throws {
        try await with { nodes in
            let node = try nodes.node()
            let given = nodes.parent.file("credential")
            for path in [given, node.folder.sealingKey] {
                try node.folder.write(SealingKey().text + "\n", to: path, mode: 0o644)
                let error = await refusal { _ = try await node.sealingKey(given: path == given ? given : "") }
                #expect(error?.message.contains("`\(path)` is open to every user") == true)
                #expect(error?.hint?.contains("chmod o= \(path)") == true)
            }
        }
    }

    @Test func `no key is made for a store in which any tenant has something sealed`() async throws {
        try await with { nodes in
            let tenant = Tenant(id: .random(), name: "default", createdAt: .start, ownsServer: true)
            try await nodes.store.addTenant(tenant)
            let other = Tenant(id: .random(), name: "other", createdAt: .start)
            try await nodes.store.addTenant(other)
            let node = try nodes.node()
            try await nodes.store.write(other.id) {
                try $0.save(SealedSecret(name: "mail", sealed: [1], updatedAt: .start))
            }
            let error = await refusal { _ = try await node.sealingKey(given: "") }
            #expect(error?.message.contains("is missing, and the database holds what was sealed under it") == true)
        }
    }

    @Test func `a crash before its tenant was made costs nobody the only door`() async throws {
        try await with { nodes in
            let node = try nodes.node()
            try node.folder.write("gha_of-nobody\n", to: node.folder.setUpToken)
            let tenant = try await nodes.start(node).tenant
            let found = try secret(node)
            #expect(try await nodes.tokens.caller(tenant.id, presenting: found).role == "administrator")
        }
    }

    @Test(arguments: [(false, nil), (false, ""), (true, "")] as [(Bool, String?)])
    func `a set-up token that was lost is made anew`(isShared: Bool, left: String?) async throws {
        try await with(shared: isShared) { nodes in
            let node = try nodes.node()
            let tenant = try await nodes.start(node).tenant
            let lost = try secret(node)
            try FileManager.default.removeItem(atPath: node.folder.setUpToken)
            if let left { try node.folder.write(left, to: node.folder.setUpToken) }
            try await nodes.start(node)
            let found = try secret(node)
            #expect(try await nodes.tokens.caller(tenant.id, presenting: found).role == "administrator")
            await #expect(throws: ServiceError.self) { try await nodes.tokens.caller(tenant.id, presenting: lost) }
        }
    }

    @Test func `another node does not take the only token for lost`() async throws {
        try await with(shared: true) { nodes in
            let (one, other) = (try nodes.node("a"), try nodes.node("b"))
            let tenant = try await nodes.start(one).tenant
            try nodes.copyKey(from: one, to: other)
            try await nodes.start(other)
            #expect(other.folder.read(other.folder.setUpToken) == nil)
            let token = try secret(one)
            #expect(try await nodes.tokens.caller(tenant.id, presenting: token).role == "administrator")
        }
    }

    @Test func `once there is another token, none is made again`() async throws {
        try await with { nodes in
            let node = try nodes.node()
            let tenant = try await nodes.start(node).tenant
            _ = try await nodes.tokens.create(
                tenant.id, name: "alice", role: "administrator", lifetime: .seconds(60), actor: "test")
            try FileManager.default.removeItem(atPath: node.folder.setUpToken)
            try await nodes.start(node)
            #expect(node.folder.read(node.folder.setUpToken) == nil)
        }
    }

    @Test func `the files of an older version are taken over, and set aside`() async throws {
        try await with { nodes in
            let node = try nodes.node()
            let tenant = Tenant(id: .random(), name: "default", createdAt: .start, ownsServer: true)
            try await nodes.store.addTenant(tenant)
            let folder = node.folder.formerAuthority
            try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
            try node.folder.write("no certificate", to: folder + "/root.pem")
            await #expect(throws: AuthorityError.self) { try await nodes.start(node) }
            #expect(FileManager.default.fileExists(atPath: folder), "what is refused stays where it is")
        }
    }
}
