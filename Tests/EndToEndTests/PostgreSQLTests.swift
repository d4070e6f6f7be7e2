import Foundation
import GatehouseKeys
import GatehouseModel
import GatehouseTestSupport
import GatehouseWire
import Glibc
import NIOSSL
import Testing

extension EndToEnd {
    @Suite struct PostgreSQLTests {
        @Test func `a server over PostgreSQL hears devices, and goes on by itself when its database was killed`()
            async throws
        {
            let database = try await PrivatePostgreSQL()
            let url = database.url(try await database.makeDatabase())
            let server = try await RunningServer(further: ["--database", url])
            #expect(!FileManager.default.fileExists(atPath: "\(server.data)/gatehouse.sqlite"))
            var device = try await TestDevice.enrol(name: "laptop", at: server)
            try await device.report(["os.hostname": .known(.text("before"))])

            try await database.kill()
            try await wait("the server should say that it is not ready") {
                try await Self.readiness(of: server) == 503
            }
            try await database.start()
            try await wait("the server should be ready again") { try await Self.readiness(of: server) == 200 }
            try await device.report(["os.hostname": .known(.text("after"))])
            #expect(try await server.devices().map(\.name) == ["laptop"])

            try await server.stop()
            try await server.start()
            try await device.report(["os.hostname": .known(.text("later"))])
            #expect(try await server.admin("audit", "verify").contains("intact"))
        }

        @Test func `a node that is cut off from its database refuses in time, and goes on by itself`() async throws {
            let database = try await PrivatePostgreSQL()
            let name = try await database.makeDatabase()
            let network = try StallingProxy(to: database.socket)
            defer { network.close() }
            let url = "postgresql://gatehouse@127.0.0.1:\(network.port)/\(name)?sslmode=disable"
            let server = try await RunningServer(further: ["--database", url])
            try await server.setTheStage()
            try await server.apply(
                """
                apiVersion: gatehouse/v1
                kind: TenantSettings
                metadata: {name: tenant}
                spec: {staleness: 2s}
                """)
            var device = try await TestDevice.enrol(name: "laptop", at: server)
            try await device.report(["updates.security.pendingCount": .known(.integer(0))])
            let credential = ["X-Gatehouse-Token: \(try await device.token())", "X-Gatehouse-Address: 192.0.2.7"]
            func decision() async throws -> RawAnswer? {
                try await RawConnection.with(socket: "\(server.data)/decide.sock") {
                    await $0.ask("GET", "/access/decide/intranet", fields: credential)
                }
            }
            try await wait("the device should get in") { try await decision()?.status == 204 }
            let other = try await Self.otherNode(of: server, database.url(name))

            network.stall()
            try await other.admin("device", "revoke", "laptop")
            let revoked = ContinuousClock.now
            try await wait("decisions should be refused") { try await decision()?.status == 503 }
            #expect(.now - revoked < .seconds(4))
            let refusal = try await decision()
            #expect(refusal?.status == 503)
            #expect(refusal?.fields["retry-after"] != nil)
            try await wait("the server should say that it is not ready") {
                try await Self.readiness(of: server) == 503
            }
            #expect(try await decision()?.status == 503)

            network.goOn()
            try await wait("the server should be ready again") { try await Self.readiness(of: server) == 200 }
            // The proof that makes a node ready may be older than this tenant takes: it refuses for a moment more.
            try await wait("the decision should be there again") {
                let last = try await decision()
                try #require(last?.status == 403 || last?.status == 503, "\(last?.text ?? "no answer")")
                return last?.status == 403
            }
            try await other.stop()
            try await server.stop()
        }

        @Test func `on a full disk under PostgreSQL reports are refused, and go on when there is room again`()
            async throws
        {
            try #require(geteuid() == 0, "this test needs root: it mounts a small filesystem")
            let database = try await PrivatePostgreSQL.onSmallDisk(megabytes: 160)
            defer { database.removeDisk() }
            let server = try await RunningServer(
                further: ["--database", database.url(try await database.makeDatabase())])
            var device = try await TestDevice.enrol(name: "full", at: server)
            try await device.report(["os.hostname": .known(.text("kept"))])

            database.fillDisk()
            var refused: RawAnswer?
            for count in 1...2000 where refused == nil {
                let before = device
                let facts: [FactKey: FactState] = [
                    "os.hostname": .known(.text(String(repeating: "\(count % 10)", count: 4000)))
                ]
                database.fillDisk()
                let answer = try await device.connected { [device] connection in
                    var copy = device
                    return (try await copy.report(facts, over: connection), copy)
                }
                device = answer.1
                guard answer.0?.status != 200 else { continue }
                refused = answer.0
                device.facts = before.facts
            }
            #expect(refused?.status == 503)
            #expect(refused?.fields["retry-after"] != nil)
            let kept = device.acknowledged

            try await database.makeRoomOnDisk()
            try await wait("what was acknowledged should be there") { (try? await device.held()) == kept }
            try await device.report(["os.hostname": .known(.text("after"))])
            #expect(try await device.held() == device.sent)
            #expect(try await server.admin("audit", "verify").contains("intact"))
            try await server.stop()
            try await database.stop()
        }

        /// One more node over the same database, with the same keys.
        private static func otherNode(of server: RunningServer, _ url: String) async throws -> RunningServer {
            let data = server.folder.file("other")
            try FileManager.default.createDirectory(
                atPath: data, withIntermediateDirectories: false, attributes: [.posixPermissions: 0o700])
            for name in try FileManager.default.contentsOfDirectory(atPath: server.data) where !name.hasSuffix(".sock")
            {
                try FileManager.default.copyItem(atPath: "\(server.data)/\(name)", toPath: "\(data)/\(name)")
            }
            return try await RunningServer(data: data, further: ["--database", url])
        }

        @Test func `a database that cannot be reached is told with what mends it, and without its password`()
            async throws
        {
            let folder = try TemporaryDirectory()
            let port = try FreePorts.take(1)[0]
            let outcome = try await Program.run([
                Program.server, "serve", "--data-dir", folder.file("data"), "--port", "0", "--device-port", "0",
                "--decision-port", "0", "--metrics-port", "0", "--database",
                "postgresql://app:hunter2@127.0.0.1:\(port)/gatehouse",
            ])
            // Not 2: the service manager starts it again.
            #expect(outcome.status == 1)
            #expect(outcome.errors.contains("postgresql://app@127.0.0.1:\(port)/gatehouse cannot be reached"))
            #expect(outcome.errors.contains("hint: check that PostgreSQL runs there"))
            #expect(!outcome.errors.contains("hunter2"))
        }

        private static func readiness(of server: RunningServer) async throws -> Int? {
            try await RawConnection.with(
                port: server.port, tls: try ClientTLS.context(roots: try server.rootsPEM)
            ) { await $0.ask("GET", "/readyz")?.status }
        }
    }
}
