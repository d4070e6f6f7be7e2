import Foundation
import GatehouseModel
import GatehouseTestSupport
import GatehouseWire
import Synchronization
import Testing

extension EndToEnd {
    /// A database that is put back to an earlier time under a node that runs.
    @Suite struct RestoredDatabaseTests {
        private static let question = "/access/decide/intranet"
        private static let rounds = 3

        @Test func `a backup of PostgreSQL is made and put back by the commands of the page`() async throws {
            let database = try await PrivatePostgreSQL.shared()
            let url = database.url(try await database.makeDatabase())
            let server = try await RunningServer(further: ["--database", url])
            var device = try await TestDevice.enrol(name: "laptop", at: server)
            try await device.report(["os.hostname": .known(.text("before"))])
            let backup = server.folder.file("backup")
            let forgotten = try await server.cli("backup", backup)
            #expect(forgotten.status == 1)
            #expect(forgotten.errors.contains("the data is in PostgreSQL, and its URL is not given"))
            try await server.admin("backup", backup, "--database", url)
            _ = try await TestDevice.enrol(name: "later", at: server)
            let root = try server.rootsPEM
            try await server.stop()

            let other = database.url(try await database.makeDatabase())
            let data = server.folder.file("restored")
            let outcome = try await Program.run(
                [Program.server, "restore", backup, "--data-dir", data, "--database", other])
            #expect(outcome.status == 0, "\(outcome.errors)")
            let restored = try await RunningServer(data: data, further: ["--database", other])
            #expect(try restored.rootsPEM == root)
            #expect(try await restored.devices().map(\.name) == ["laptop"])
            #expect(try await restored.admin("audit", "verify").contains("intact"))
        }

        @Test func `a server's data moves from SQLite to PostgreSQL`() async throws {
            let server = try await RunningServer()
            _ = try await TestDevice.enrol(name: "laptop", at: server)
            try await server.stop()
            let backup = server.folder.file("backup")
            try await server.admin("backup", backup)
            let database = try await PrivatePostgreSQL.shared()
            let url = database.url(try await database.makeDatabase())
            let data = server.folder.file("moved")
            let outcome = try await Program.run(
                [Program.server, "restore", backup, "--data-dir", data, "--database", url])
            #expect(outcome.status == 0, "\(outcome.errors)")
            let moved = try await RunningServer(data: data, further: ["--database", url])
            #expect(try await moved.devices().map(\.name) == ["laptop"])
            #expect(try await moved.admin("audit", "verify").contains("intact"))
            _ = try await TestDevice.enrol(name: "next", at: moved)
        }

        @Test func `a node notices under load that its database went back, and lets nobody in by what was later`()
            async throws
        {
            let database = try await PrivatePostgreSQL.shared()
            let name = try await database.makeDatabase()
            let url = database.url(name)
            let server = try await RunningServer(further: ["--database", url])
            try await server.setTheStage()
            var device = try await TestDevice.enrol(name: "laptop", at: server)
            let credential = ["X-Gatehouse-Token: \(try await device.token())", "X-Gatehouse-Address: 192.0.2.7"]
            try await device.report(["updates.security.pendingCount": .known(.integer(1))])
            let other = try await TestDevice.enrol(name: "busy", at: server)
            let backup = server.folder.file("backup")
            try await server.admin("backup", backup, "--database", url)

            let load = Self.load(other)
            var (decisions, stale) = (0, 0)
            try await RawConnection.with(socket: "\(server.data)/decide.sock") { proxy in
                for round in 1...Self.rounds {
                    if round > 1 { device.acknowledged = "" }
                    try await device.report(["updates.security.pendingCount": .known(.integer(0))])
                    try await wait("the device should get in") {
                        await proxy.ask("GET", Self.question, fields: credential)?.status == 204
                    }
                    try await Self.putBack(backup, to: name, of: database, under: server)
                    let asked = try await Self.askUntilRefused(credential, over: proxy)
                    decisions += asked.decisions
                    stale += asked.stale
                }
            }
            print("\(Self.rounds) restores under a node that runs, \(decisions) decisions: \(stale) stale allows")
            #expect(stale == 0)
            try await wait("check-ins should be taken again") { load.accepted.withLock(\.self) > 0 }
            load.task.cancel()
            #expect(server.hasReloaded)
            #expect(try await server.admin("audit", "verify").contains("intact"))
        }

        /// The database is made anew as it was, and the node is not told.
        private static func putBack(
            _ backup: String, to name: String, of database: PrivatePostgreSQL, under server: RunningServer
        ) async throws {
            try await database.ask("DROP DATABASE \(name) WITH (FORCE)")
            try await database.ask("CREATE DATABASE \(name)")
            let place = ["--data-dir", server.data, "--database", database.url(name), "--database-only"]
            let outcome = try await Program.run([Program.server, "restore", backup] + place)
            try #require(outcome.status == 0, "\(outcome.errors)")
        }

        /// How often the node was asked until it knew that its database went back, and how often it allowed too late.
        private static func askUntilRefused(
            _ credential: [String], over proxy: RawConnection
        ) async throws -> (decisions: Int, stale: Int) {
            let restored = ContinuousClock.now
            var (decisions, stale) = (0, 0)
            try await wait("the node should know that the device is not compliant") {
                let status = await proxy.ask("GET", question, fields: credential)?.status ?? 0
                decisions += 1
                // Nothing is allowed on a proof that is older than five seconds.
                if status == 204, ContinuousClock.now - restored > .seconds(6) { stale += 1 }
                return status == 403
            }
            print("the node knew \(restored.duration(to: .now)) after the restore")
            return (decisions, stale)
        }

        /// A device that reports again and again, whatever comes back; counted is what was taken lately.
        private static func load(_ device: TestDevice) -> (task: Task<Void, Never>, accepted: Count) {
            let accepted = Count()
            let task = Task {
                var device = device
                var number = 0
                while !Task.isCancelled {
                    number += 1
                    var next = device
                    let status = try? await device.connected { connection in
                        try await next.report(["os.hostname": .known(.text("busy-\(number)"))], over: connection)?
                            .status
                    }
                    if status == 200, next.acknowledged == next.sent {
                        accepted.withLock { $0 += 1 }
                        device = next
                    } else {
                        // What the server holds may be older than what it acknowledged: everything is sent again.
                        accepted.withLock { $0 = 0 }
                        device.acknowledged = ""
                        device.sequence = next.sequence
                        try? await Task.sleep(for: .milliseconds(100))
                    }
                }
            }
            return (task, accepted)
        }

        private final class Count: Sendable {
            private let value = Mutex(0)

            func withLock<Result>(_ body: (inout Int) -> Result) -> Result { value.withLock { body(&$0) } }
        }
    }
}

extension RunningServer {
    fileprivate var hasReloaded: Bool {
        (try? process.complaints.contains("the store went back to another time")) ?? false
    }
}
