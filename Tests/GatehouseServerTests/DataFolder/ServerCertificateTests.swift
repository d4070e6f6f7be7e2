import Foundation
import GatehouseAuthority
import GatehouseKeys
import GatehouseModel
import GatehouseTestSupport
import Testing

@testable import GatehouseServer

@Suite struct ServerCertificateTests {
    private let parent: TemporaryDirectory
    private let folder: DataFolder
    private let authority: TenantAuthority

    init() throws {
        parent = try TemporaryDirectory()
        folder = try DataFolder(path: parent.file("data"))
        authority = try TenantAuthority.fresh(tenant: .numbered(1), now: .start)
    }

    private func load(
        names: [String] = [], by other: TenantAuthority? = nil, at now: Instant = .start
    ) async throws -> ServerCertificate {
        var configuration = try ConfigurationLoader(flags: [.dataDir: folder.path], environment: [:]).load()
        configuration.names = names
        return try await ServerCertificate.own(configuration, folder, other ?? authority, now: now)
    }

    @Test func `the certificate is kept from one start to the next`() async throws {
        let first = try await load()
        let second = try await load(at: .start + .seconds(300 * 86_400))
        #expect(first.chain == second.chain)
        #expect(first.key == second.key)
    }

    @Test func `it is issued anew a month before it ends`() async throws {
        let first = try await load()
        let second = try await load(at: .start + .seconds(336 * 86_400))
        #expect(first.chain != second.chain)
        #expect(try PeerCertificate(pemChain: second.chain).notAfter > .start + .seconds(700 * 86_400))
    }

    @Test func `it is issued anew when it is to have other names`() async throws {
        let first = try await load()
        let second = try await load(names: ["gatehouse.example"])
        #expect(first.chain != second.chain)
        #expect(try await load(names: ["gatehouse.example"]).chain == second.chain)
    }

    @Test func `it is issued anew when another authority issues now`() async throws {
        let first = try await load()
        let other = try TenantAuthority.fresh(tenant: .numbered(1), now: .start)
        let second = try await load(by: other)
        #expect(first.chain != second.chain && second.chain.contains(other.intermediate))
        #expect(try await load(by: other).chain == second.chain)
    }

    @Test func `it is issued anew when its key is another's, as two that issued at once may leave it`() async throws {
        let first = try await load()
        let other = try authority.issueServerCertificate(names: ["localhost"], lifetime: .seconds(60), now: .start)
        try folder.write(other.key, to: folder.path + "/server.key")
        let second = try await load()
        #expect(second.chain != first.chain)
        #expect((try? second.handshake()) != nil)
        #expect(try await load().chain == second.chain)
    }

    @Test func `your own certificate is used as it is, and refused by name when it cannot be read`() async throws {
        let leaf = try TestPKI(now: .start).issue(.localServer)
        try leaf.chainPEM.write(toFile: parent.file("own.pem"), atomically: true, encoding: .utf8)
        try leaf.keyPEM.write(toFile: parent.file("own.key"), atomically: true, encoding: .utf8)
        var configuration = try ConfigurationLoader(
            flags: [
                .dataDir: folder.path, .certificate: parent.file("own.pem"), .key: parent.file("own.key"),
            ], environment: [:]
        ).load()
        let given = try ServerCertificate.given(configuration)
        #expect(given?.chain == leaf.chainPEM)
        #expect(given?.key == leaf.keyPEM)
        configuration.keyFile = parent.file("missing.key")
        let error = #expect(throws: ConfigurationError.self) { _ = try ServerCertificate.given(configuration) }
        #expect(error?.message == "`\(parent.file("missing.key"))` (--key) cannot be read")
    }
}
