import Foundation
import GatehouseModel
import GatehouseTestSupport
import GatehouseWire
import Glibc
import NIOSSL
import Testing

extension EndToEnd {
    /// What whoever keeps a server running relies on.
    @Suite struct OperationsTests {
        @Test func `what a node tells of itself is on the page of metrics`() async throws {
            let server = try await RunningServer()
            var device = try await TestDevice.enrol(name: "laptop", at: server)
            try await device.report(["os.id": .known(.text("debian"))])
            let page = try String(contentsOfFile: "\(Program.repository)/docs/metrics.md", encoding: .utf8)
            let text = try await server.metrics()
            let types = text.matches(of: #/# TYPE (?<name>[a-z_]+) (?<type>[a-z]+)/#)
            #expect(types.count > 15)
            for match in types {
                #expect(page.contains("| `\(match.name)` | \(match.type) |"), "\(match.name) is a \(match.type)")
            }
            #expect(text.contains(#"gatehouse_checkins_total{result="changed"} 1"#))
            #expect(text.contains(#"gatehouse_enrolments_total{result="enrolled"} 1"#))
            #expect(text.contains("\ngatehouse_devices 1\n"))
            try await wait("the node should have looked at its store") {
                try await server.metrics().contains("\ngatehouse_database_reachable 1\n")
            }
        }

        @Test func `a node that is told to stop says so first, serves on, and lets everybody go`() async throws {
            let server = try await RunningServer(further: ["--drain", "3"])
            let agent = try TestAgent("laptop")
            try await agent.enrol(at: server)
            let run = try agent.run()
            try await server.awaitPolls(of: run)
            let process = try server.process
            let tls = try ClientTLS.context(roots: try server.rootsPEM)
            try await RawConnection.with(port: server.port, tls: tls) { connection in
                #expect(await connection.ask("GET", "/readyz")?.status == 200)
                process.signal(SIGTERM)
                try await wait("it should say that it is being stopped") {
                    await connection.ask("GET", "/readyz")?.status == 503
                }
                // Load balancers look every second or two; until then nobody may notice.
                #expect(await connection.ask("GET", "/healthz")?.status == 200)
            }
            let fresh = try await RawConnection.with(port: server.port, tls: tls) { await $0.ask("GET", "/readyz") }
            #expect(fresh?.text == "node: it is being stopped\n")
            #expect(try await server.waitingDevices() == 1, "the poll is held until the listeners close")
            #expect(try await process.end(within: .seconds(20)) == 0)
            let errors = process.complaints.split(separator: "\n").filter { $0.contains(" error ") }
            #expect(errors.allSatisfy { $0.contains("path=/readyz") }, "\(errors)")
            #expect(!run.hasEnded)
            run.signal(SIGTERM)
            _ = try await run.end(within: .seconds(20))
        }

        @Test func `one node is restarted, and its agent is back by itself`() async throws {
            let server = try await RunningServer()
            let agent = try TestAgent("laptop")
            try await agent.enrol(at: server)
            let run = try agent.run()
            try await server.awaitPolls(of: run)
            let began = ContinuousClock.now
            try await server.stop()
            let closed = ContinuousClock.now
            try await server.start()
            let ready = ContinuousClock.now
            try await server.awaitPolls(of: run)
            print(
                "restart of one node: \(began.duration(to: closed)) to stop, \(closed.duration(to: ready)) without a "
                    + "listener, \(ready.duration(to: .now)) until the agent waits again")
            run.signal(SIGTERM)
            _ = try await run.end(within: .seconds(20))
        }

        @Test func `a node works beside a newer schema that only adds, and refuses one that took away`() async throws {
            let server = try await RunningServer()
            let database = "\(server.data)/gatehouse.sqlite"
            try await server.stop()
            try await SQLite.ask(
                database,
                """
                ALTER TABLE device ADD COLUMN colour TEXT NOT NULL DEFAULT '';
                INSERT INTO schema_migration VALUES (2, 'colours', 1);
                """)
            try await server.start()
            var device = try await TestDevice.enrol(name: "laptop", at: server)
            try await device.report(["os.id": .known(.text("debian"))])
            let doctor = try await Program.run([Program.server, "doctor", "--data-dir", server.data])
            #expect(doctor.output.contains("schema 2, which this version works beside"), "\(doctor.output)")
            try await server.stop()

            try await SQLite.ask(database, "INSERT INTO schema_migration VALUES (3, 'no colours', 2)")
            let refused = try await Program.run([Program.server] + server.arguments)
            #expect(refused.status == 1)
            #expect(refused.errors.contains("the database was written by a newer version of Gatehouse"))
        }
    }
}

extension RunningServer {
    /// What `/metrics` says now.
    func metrics() async throws -> String {
        let answer = try await RawConnection.with(port: metricsPort, tls: nil) { await $0.ask("GET", "/metrics") }
        return try #require(answer).text
    }
}
