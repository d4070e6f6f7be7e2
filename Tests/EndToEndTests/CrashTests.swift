import GatehouseKeys
import GatehouseModel
import GatehouseTestSupport
import GatehouseWire
import Glibc
import NIOSSL
import Synchronization
import Testing

extension EndToEnd {
    @Suite struct CrashTests {
        private static let devices = 1000

        /// What the devices saw until the server was gone.
        private struct Seen {
            var devices: [TestDevice] = []
            /// How many devices had a first answer.
            var heard = 0
            var enrolledLater: [TestDevice] = []
        }

        private final class Observations: Sendable {
            let seen = Mutex(Seen())
        }

        @Test func `kill -9 among a thousand check-ins loses nothing that was acknowledged, and enrols nobody by half`()
            async throws
        {
            let server = try await RunningServer()
            let code = try await server.enrolmentCode(uses: 5 * Self.devices)
            let people = try ClientTLS.context(roots: try server.rootsPEM)
            let fleet = try await enrol(Self.devices, code, people, at: server)
            let observations = Observations()

            try await withThrowingTaskGroup(of: Void.self) { tasks in
                for device in fleet { tasks.addTask { await Self.reportUntilCut(device, observations) } }
                for number in 0..<4 {
                    tasks.addTask { await Self.enrolUntilCut(number, code, people, server, observations) }
                }
                // By then every device has been answered and has its next check-in under way.
                try await wait(upTo: .seconds(240), "the devices should be heard") {
                    observations.seen.withLock { $0.heard == Self.devices && !$0.enrolledLater.isEmpty }
                }
                try await server.kill()
                try await tasks.waitForAll()
            }
            try await server.start()

            let ends = observations.seen.withLock { $0 }
            #expect(ends.devices.count == fleet.count)
            try await expectKept(ends.devices + ends.enrolledLater)
            try await expectWhole(server, atLeast: fleet.count + ends.enrolledLater.count)
            #expect(try await server.admin("audit", "verify").contains("intact"))
        }

        /// Enrols over a few connections at once.
        private func enrol(
            _ count: Int, _ code: String, _ people: NIOSSLContext, at server: RunningServer
        ) async throws -> [TestDevice] {
            let connections = 4
            return try await withThrowingTaskGroup(of: [TestDevice].self) { tasks in
                for connection in 0..<connections {
                    tasks.addTask {
                        try await RawConnection.with(port: server.port, tls: people) { wire in
                            var devices = [TestDevice]()
                            for number in stride(from: connection, to: count, by: connections) {
                                let device = try await TestDevice.enrol(
                                    name: "fleet-\(number)", code: code, at: server, over: wire)
                                devices.append(try #require(device))
                            }
                            return devices
                        }
                    }
                }
                return try await tasks.reduce(into: []) { $0 += $1 }
            }
        }

        /// Checks in with one change after the other until the connection ends.
        private static func reportUntilCut(_ device: TestDevice, _ observations: Observations) async {
            var device = device
            try? await device.connected { connection in
                for count in 1... {
                    let changes: [FactKey: FactState] = [
                        "software.packageCount": .known(.integer(Int64(count))),
                        "os.hostname": .known(.text("\(device.name)-\(count)")),
                    ]
                    guard try await device.report(changes, over: connection)?.status == 200 else { break }
                    if count == 1 { observations.seen.withLock { $0.heard += 1 } }
                }
            }
            observations.seen.withLock { $0.devices.append(device) }
        }

        private static func enrolUntilCut(
            _ number: Int, _ code: String, _ people: NIOSSLContext, _ server: RunningServer,
            _ observations: Observations
        ) async {
            try? await RawConnection.with(port: server.port, tls: people) { connection in
                for count in 1... {
                    let name = "late-\(number)-\(count)"
                    guard let device = try await TestDevice.enrol(name: name, code: code, at: server, over: connection)
                    else { break }
                    observations.seen.withLock { $0.enrolledLater.append(device) }
                }
            }
        }

        /// Each device's state is the last that was acknowledged, or the one whose answer it did not hear.
        private func expectKept(_ devices: [TestDevice]) async throws {
            let lanes = 16
            try await withThrowingTaskGroup(of: Void.self) { tasks in
                for lane in 0..<lanes {
                    tasks.addTask {
                        for index in stride(from: lane, to: devices.count, by: lanes) {
                            let device = devices[index]
                            let held = try await device.held()
                            #expect(
                                held == device.acknowledged || held == device.sent,
                                "\(device.name): \(held) is neither \(device.acknowledged) nor \(device.sent)")
                        }
                    }
                }
                try await tasks.waitForAll()
            }
        }

        /// Every device of the list has a certificate, and every certificate its device: one unit of work.
        private func expectWhole(_ server: RunningServer, atLeast count: Int) async throws {
            let database = "\(server.data)/gatehouse.sqlite"
            let devices = try await SQLite.ask(database, "SELECT count(*) FROM device")
            #expect(try #require(Int(devices)) >= count)
            let certificates = "SELECT device FROM certificate"
            #expect(
                try await SQLite.ask(database, "SELECT count(*) FROM device WHERE id NOT IN (\(certificates))") == "0")
            #expect(
                try await SQLite.ask(
                    database, "SELECT count(*) FROM certificate WHERE device NOT IN (SELECT id FROM device)") == "0")
            let uses = try await SQLite.ask(database, "SELECT sum(uses_made) FROM enrolment_code")
            #expect(uses == devices)
            let acts = try await SQLite.ask(database, "SELECT count(*) FROM audit WHERE action = 'device.enrol'")
            #expect(acts == devices)
            #expect(try await SQLite.ask(database, "PRAGMA integrity_check") == "ok")
        }
    }
}
