import Foundation
import GatehouseKeys
import GatehouseModel
import GatehouseTestSupport
import GatehouseWire
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
