import Foundation
import GatehouseModel
import GatehouseService
import GatehouseTestSupport
import Testing

@testable import GatehouseServer

@Suite struct FirstStartTests {
    private func with(_ body: (DataFolder, Tenant, TokenService) async throws -> Void) async throws {
        let parent = try TemporaryDirectory()
        let folder = try DataFolder(path: parent.file("data"))
        try await withTemporaryStore { store in
            try await body(folder, .test, TokenService(store: store, clock: Clock { .start }))
        }
    }

    private func secret(_ folder: DataFolder) throws -> String {
        try #require(folder.read(folder.setUpToken)).trimmingCharacters(in: .whitespacesAndNewlines)
    }

    @Test func `the token is written once, and stays from then on`() async throws {
        try await with { folder, tenant, tokens in
            #expect(try await FirstStart.setUpToken(tenant, tokens, folder))
            let first = try secret(folder)
            #expect(try await !FirstStart.setUpToken(tenant, tokens, folder))
            #expect(try secret(folder) == first)
        }
    }

    @Test func `a crash before its file was written costs nobody the only door`() async throws {
        try await with { folder, tenant, tokens in
            _ = try await FirstStart.setUpToken(tenant, tokens, folder)
            let lost = try secret(folder)
            try FileManager.default.removeItem(atPath: folder.setUpToken)
            #expect(try await FirstStart.setUpToken(tenant, tokens, folder))
            let found = try secret(folder)
            #expect(try await tokens.caller(tenant.id, presenting: found).role == "administrator")
            await #expect(throws: ServiceError.self) { try await tokens.caller(tenant.id, presenting: lost) }
        }
    }

    @Test func `once there is another token, none is made again`() async throws {
        try await with { folder, tenant, tokens in
            _ = try await FirstStart.setUpToken(tenant, tokens, folder)
            _ = try await tokens.create(
                tenant.id, name: "alice", role: "administrator", lifetime: .seconds(60), actor: "test")
            try FileManager.default.removeItem(atPath: folder.setUpToken)
            #expect(try await !FirstStart.setUpToken(tenant, tokens, folder))
            #expect(folder.read(folder.setUpToken) == nil)
        }
    }
}
