import Foundation
import GatehouseKeys
import GatehouseTestSupport
import Glibc
import Testing

extension EndToEnd {
    /// `secrets.key` is changed on two nodes over one PostgreSQL.
    @Suite struct SealingKeyRotationTests {
        @Test func `a node that lacks the newer key refuses, says so, and goes on once it has it`() async throws {
            let database = try await PrivatePostgreSQL()
            let folder = try TemporaryDirectory()
            let (older, newer) = (SealingKey().text + "\n", SealingKey().text + "\n")
            let further = ["--database", database.url(try await database.makeDatabase())]
            let one = try await Self.node("one", in: folder, older, further)
            let other = try await Self.node("other", in: folder, older, further)
            try Self.share(try String(contentsOfFile: "\(one.data)/admin.token", encoding: .utf8), with: other)
            let secret = folder.file("secret")
            try "hunter2".write(toFile: secret, atomically: true, encoding: .utf8)
            try await one.admin("secret", "set", "smtp", "--file", secret)

            let alone = try await one.cli("authority", "rotate-sealing-key")
            #expect(alone.status != 0 && alone.errors.contains("append one"), "\(alone.errors)")
            // Without the older line what is sealed could not be opened: it is not taken.
            try Self.write(newer, to: one)
            try one.process.signal(SIGHUP)
            try await wait("the log should say what is missing") {
                try one.process.complaints.contains("lacks the key that")
            }
            try Self.write(older + newer, to: one)
            try one.process.signal(SIGHUP)
            try await wait("the node should take the newer file") {
                try one.process.complaints.contains("took the newer sealing keys")
            }
            #expect(try await one.admin("authority", "rotate-sealing-key").hasPrefix("2 sealed anew, 0 were"))

            try await wait(upTo: .seconds(20), "the node without the newer key should refuse") {
                try await Self.readiness(of: other) == 503
            }
            #expect(try other.process.complaints.contains("`secrets.key`"))
            #expect(try await Self.readiness(of: one) == 200)
            // Nobody tells it: it asks again each second.
            try Self.write(older + newer, to: other)
            try await wait(upTo: .seconds(20), "the node should go on by itself") {
                try await Self.readiness(of: other) == 200
            }
            #expect(try await other.admin("authority", "rotate-sealing-key").hasPrefix("0 sealed anew, 2 were"))

            for node in [one, other] { try Self.write(newer, to: node) }
            try await one.kill()
            try await one.start()
            try await one.admin("authority", "rotate", "issuing")
            try await other.stop()
            try Self.write(older, to: other)
            let outcome = try await Program.run([Program.server] + other.arguments)
            #expect(outcome.status == 2 && outcome.errors.contains("is not the key that"), "\(outcome.errors)")
            try await one.stop()
        }

        private static func node(
            _ name: String, in folder: TemporaryDirectory, _ key: String, _ further: [String]
        ) async throws -> RunningServer {
            let data = folder.file(name)
            try FileManager.default.createDirectory(
                atPath: data, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
            try #require(
                FileManager.default.createFile(
                    atPath: "\(data)/secrets.key", contents: Data(key.utf8), attributes: [.posixPermissions: 0o600]))
            return try await RunningServer(data: data, further: further)
        }

        /// In its place, as `>>` and `install` do: the file is never open to others.
        private static func write(_ keys: String, to node: RunningServer) throws {
            let draft = "\(node.data)/draft"
            try #require(
                FileManager.default.createFile(
                    atPath: draft, contents: Data(keys.utf8), attributes: [.posixPermissions: 0o600]))
            try #require(rename(draft, "\(node.data)/secrets.key") == 0)
        }

        private static func share(_ token: String, with node: RunningServer) throws {
            try token.write(toFile: "\(node.data)/admin.token", atomically: true, encoding: .utf8)
        }

        private static func readiness(of node: RunningServer) async throws -> Int? {
            try await RawConnection.with(port: node.port, tls: try ClientTLS.context(roots: try node.rootsPEM)) {
                await $0.ask("GET", "/readyz")?.status
            }
        }
    }
}
