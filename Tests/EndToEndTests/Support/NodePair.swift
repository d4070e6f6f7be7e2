import Foundation
import GatehouseKeys
import GatehouseTestSupport
import Glibc
import Testing

/// Two nodes over one PostgreSQL, without a balancer: a test chooses the node that it asks.
struct NodePair {
    let folder: TemporaryDirectory
    let database: PrivatePostgreSQL
    let one: RunningServer
    let other: RunningServer
    /// What both began with.
    let key: String

    init() async throws {
        folder = try TemporaryDirectory()
        database = try await PrivatePostgreSQL()
        key = SealingKey().text + "\n"
        let further = ["--database", database.url(try await database.makeDatabase())]
        one = try await RunningServer(data: folder.file("one"), sharing: key, further: further)
        other = try await RunningServer(data: folder.file("other"), sharing: key, further: further)
        // Commands that run on a node's own machine look for it there.
        let token = try String(contentsOfFile: "\(one.data)/admin.token", encoding: .utf8)
        try token.write(toFile: "\(other.data)/admin.token", atomically: true, encoding: .utf8)
    }

    /// In the place of the one before at once, and never open to others, as `install` does.
    static func write(_ keys: String, to node: RunningServer) throws {
        let draft = "\(node.data)/draft"
        try #require(
            FileManager.default.createFile(
                atPath: draft, contents: Data(keys.utf8), attributes: [.posixPermissions: 0o600]))
        try #require(rename(draft, "\(node.data)/secrets.key") == 0)
    }

    static func readiness(of node: RunningServer) async throws -> Int? {
        try await RawConnection.with(port: node.port, tls: try ClientTLS.context(roots: try node.rootsPEM)) {
            await $0.ask("GET", "/readyz")?.status
        }
    }
}
