import Foundation
import GatehouseTestSupport
import GatehouseWire
import Testing

extension EndToEnd {
    /// The simulator's program against a real server.
    @Suite struct SimulatorTests {
        /// Everything that devices and hostile clients do, in a few seconds, with one assertion more.
        private static func scenario(_ assertion: String) -> String {
            """
            scenario: short
            devices: 12
            fleet:
              - {profile: linux-workstation, share: 2, packages: 3}
              - {profile: linux-server, share: 1, packages: 3, network: slow}
              - {profile: telemetry-only, share: 1}
            phases:
              - name: day
                duration: 2s
                connect: 20/s
                report: {every: 1s, changed: 50%, fact: verdict}
                decisions: {application: intranet, rate: 10/s, blockUnsafeWithin: 1s}
              - name: outage
                duration: 500ms
                outage: 100%
              - name: attack
                duration: 2s
                report: {every: 1s, changed: 50%}
                hostile: {garbage: 4/s, no-certificate: 4/s, huge-body: 1/s, replay: 1/s, wrong-sequence: 1/s}
            assertions:
              - errors == 0
              - acknowledged-and-lost == 0
              - decision.staleAllow == 0
              - decision.count > 0
              - hostile.accepted == 0
              - hostile.unreached == 0
              - devices.verified == 12
              - decision.count > 0 in day
              - overload == 0 in attack
              - server.memory.max < 2GiB
              - server.files.min > 10
              - \(assertion)
            """
        }

        @Test func `a fleet is enrolled once, plays its scenario twice, and says what held`() async throws {
            let server = try await RunningServer()
            try await server.admin("apply", "-f", "\(Program.repository)/examples/policies")
            let good = try write("checkin.p99 < 10s", in: server)
            let first = try await play(good, at: server)
            #expect(first.status == 0, "\(first.errors)\n\(first.output)")
            #expect(first.errors.contains("enrolled 18 of 18 devices"))
            #expect(first.output.contains("held   devices.verified == 12"))
            let figures = try JSON.parse(Data(contentsOf: URL(filePath: server.folder.file("run.json"))))
            #expect(figures["holds"] == .boolean(true))
            let plot = try String(contentsOfFile: server.folder.file("run.svg"), encoding: .utf8)
            #expect(plot.hasPrefix("<svg"))
            #expect(try await server.devices().count == 18)

            let bad = try write("checkin.count == 0", in: server)
            let second = try await play(bad, at: server, "--devices", "6")
            #expect(second.status == 3, "\(second.errors)")
            #expect(second.output.contains("FAILED checkin.count == 0"))
        }

        @Test func `a scenario that is wrong is refused with its line, before anything is asked`() async throws {
            let folder = FileManager.default.temporaryDirectory.path
            let file = "\(folder)/wrong-\(UInt32.random(in: 0 ... .max)).yaml"
            defer { try? FileManager.default.removeItem(atPath: file) }
            try Self.scenario("errors == 0").replacing("devices: 12", with: "devises: 12").write(
                toFile: file, atomically: true, encoding: .utf8)
            let outcome = try await Program.run([Program.simulator, file, "--data-dir", folder])
            #expect(outcome.status == 2)
            #expect(outcome.errors.contains("\(file):2:1: a scenario has no field `devises`"))
            #expect(outcome.errors.contains("hint: did you mean `devices`?"))
        }

        private func write(_ assertion: String, in server: RunningServer) throws -> String {
            let file = server.folder.file("scenario-\(assertion.count).yaml")
            try Self.scenario(assertion).write(toFile: file, atomically: true, encoding: .utf8)
            return file
        }

        private func play(_ scenario: String, at server: RunningServer, _ further: String...) async throws
            -> Program.Outcome
        {
            try await Program.run(
                [
                    Program.simulator, scenario, "--server", server.url, "--data-dir", server.data, "--state",
                    server.folder.file("fleet"), "--json", server.folder.file("run.json"), "--plot",
                    server.folder.file("run.svg"), "--server-pid", "\(try server.process.id)",
                ] + further)
        }
    }
}
