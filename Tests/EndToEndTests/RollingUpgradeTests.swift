import Foundation
import GatehouseModel
import GatehouseTestSupport
import GatehouseWire
import NIOSSL
import Synchronization
import Testing

extension EndToEnd {
    @Suite struct RollingUpgradeTests {
        /// Sends each report to the first node that says that it is ready, as a load balancer would.
        private final class Balancer: Sendable {
            private let nodes: [RunningServer]
            private let tls: NIOSSLContext
            private let counts = Mutex((served: 0, failed: [String]()))

            init(_ nodes: [RunningServer]) throws {
                self.nodes = nodes
                tls = try ClientTLS.context(roots: try nodes[0].rootsPEM)
            }

            var served: Int { counts.withLock(\.served) }
            var failed: [String] { counts.withLock(\.failed) }

            func run(_ device: TestDevice) async {
                var device = device
                var number = 0
                while !Task.isCancelled {
                    number += 1
                    let chosen = await ready()
                    guard !Task.isCancelled else { return }
                    guard let node = chosen else {
                        counts.withLock { $0.failed.append("no node is ready") }
                        try? await Task.sleep(for: .milliseconds(50))
                        continue
                    }
                    var next = device
                    let status = try? await RawConnection.with(port: node.devicePort, tls: device.tls) {
                        try await next.report(["os.hostname": .known(.text("number-\(number)"))], over: $0)?.status
                    }
                    guard !Task.isCancelled else { return }
                    if status == 200, next.acknowledged == next.sent {
                        counts.withLock { $0.served += 1 }
                    } else {
                        counts.withLock {
                            $0.failed.append("node \(node.port): \(status.map { "\($0)" } ?? "nothing")")
                        }
                    }
                    device = next
                }
            }

            private func ready() async -> RunningServer? {
                for node in nodes {
                    let answer = try? await RawConnection.with(port: node.port, tls: tls) {
                        await $0.ask("GET", "/readyz")?.status
                    }
                    if answer == 200 { return node }
                }
                return nil
            }
        }

        @Test func `nodes are upgraded one after the other, and no device notices`() async throws {
            let database = try await PrivatePostgreSQL.shared()
            let name = try await database.makeDatabase()
            let further = ["--database", database.url(name), "--drain", "2"]
            let first = try await RunningServer(further: further)
            let folder = try TemporaryDirectory()
            let data = folder.file("second")
            try FileManager.default.createDirectory(
                atPath: data, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
            // What a second node needs of the first.
            for file in ["authority", "ca.pem", "secrets.key", "admin.token"]
            where FileManager.default.fileExists(atPath: "\(first.data)/\(file)") {
                try FileManager.default.copyItem(atPath: "\(first.data)/\(file)", toPath: "\(data)/\(file)")
            }
            let second = try await RunningServer(data: data, further: further)
            let balancer = try Balancer([first, second])
            let device = try await TestDevice.enrol(name: "laptop", at: first)
            let load = Task { await balancer.run(device) }

            // What the first node of a newer version would do to the schema.
            try await database.ask(
                """
                ALTER TABLE device ADD COLUMN colour TEXT NOT NULL DEFAULT '';
                INSERT INTO schema_migration VALUES (2, 'colours', 1)
                """, in: name)
            for node in [first, second] {
                let before = balancer.served
                try await wait("devices should be served") { balancer.served > before + 3 }
                try await node.stop()
                try await node.start()
            }
            let before = balancer.served
            try await wait("devices should be served") { balancer.served > before + 3 }
            load.cancel()
            await load.value
            #expect(balancer.failed == [])
            print("two nodes restarted, \(balancer.served) reports acknowledged, \(balancer.failed.count) failed")
        }
    }
}
