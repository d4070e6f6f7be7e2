import Foundation
import GatehouseKeys
import GatehouseTestSupport
import Glibc
import Testing

extension EndToEnd {
    /// `secrets.key` is changed on two nodes over one PostgreSQL.
    @Suite struct SealingKeyRotationTests {
        @Test func `a node that lacks the newer key refuses, says so, and goes on once it has it`() async throws {
            let pair = try await NodePair()
            let (one, other, older, newer) = (pair.one, pair.other, pair.key, SealingKey().text + "\n")
            let secret = pair.folder.file("secret")
            try "hunter2".write(toFile: secret, atomically: true, encoding: .utf8)
            try await one.admin("secret", "set", "smtp", "--file", secret)

            let alone = try await one.cli("authority", "rotate-sealing-key")
            #expect(alone.status != 0 && alone.errors.contains("append one"), "\(alone.errors)")
            // Without the older line what is sealed could not be opened: it is not taken.
            try NodePair.write(newer, to: one)
            try one.process.signal(SIGHUP)
            try await wait("the log should say what is missing") {
                try one.process.complaints.contains("lacks the key that")
            }
            try NodePair.write(older + newer, to: one)
            try one.process.signal(SIGHUP)
            try await wait("the node should take the newer file") {
                try one.process.complaints.contains("took the newer sealing keys")
            }
            #expect(try await one.admin("authority", "rotate-sealing-key").hasPrefix("2 sealed anew, 0 were"))

            try await wait(upTo: .seconds(20), "the node without the newer key should refuse") {
                try await NodePair.readiness(of: other) == 503
            }
            #expect(try other.process.complaints.contains("`secrets.key`"))
            #expect(try await NodePair.readiness(of: one) == 200)
            // Nobody tells it: it asks again each second.
            try NodePair.write(older + newer, to: other)
            try await wait(upTo: .seconds(20), "the node should go on by itself") {
                try await NodePair.readiness(of: other) == 200
            }
            #expect(try await other.admin("authority", "rotate-sealing-key").hasPrefix("0 sealed anew, 2 were"))

            try await Self.giveUp(older, for: newer, on: pair)
        }

        /// A node starts with the newer key alone, and another does not with the older one.
        private static func giveUp(_ older: String, for newer: String, on pair: NodePair) async throws {
            let (one, other) = (pair.one, pair.other)
            for node in [one, other] { try NodePair.write(newer, to: node) }
            try await one.kill()
            try await one.start()
            try await one.admin("authority", "rotate", "issuing")
            try await other.stop()
            try NodePair.write(older, to: other)
            let outcome = try await Program.run([Program.server] + other.arguments)
            #expect(outcome.status == 2 && outcome.errors.contains("is not the key that"), "\(outcome.errors)")
            try await one.stop()
        }
    }
}
