import Foundation
import GatehouseKeys
import GatehouseModel
import GatehouseTestSupport
import Testing

/// The agent's program with a state folder of its own, standing for a machine of its own.
final class TestAgent: Sendable {
    let name: String
    let folder: TemporaryDirectory
    var state: String { folder.file("state") }

    init(_ name: String) throws {
        self.name = name
        folder = try TemporaryDirectory()
    }

    private var environment: [String: String] { ["GATEHOUSE_HARDWARE_ID": name] }

    /// Runs a command that ends by itself.
    func command(_ words: String...) async throws -> Program.Outcome { try await command(words) }

    /// Runs a command that ends by itself.
    func command(_ words: [String]) async throws -> Program.Outcome {
        try await Program.run(
            [Program.agent] + words + ["--state-dir", state], environment: environment, within: .seconds(90))
    }

    func enrol(at server: RunningServer, code: String, roots: String? = nil) async throws -> Program.Outcome {
        try await command(
            "enrol", "--server", server.url, "--ca", roots ?? server.roots, "--code", code, "--name", name)
    }

    /// Enrols with a fresh code; fails the test when it does not succeed.
    func enrol(at server: RunningServer) async throws {
        let outcome = try await enrol(at: server, code: try await server.enrolmentCode())
        try #require(outcome.status == 0, "\(outcome.errors)")
    }

    /// Starts `gatehouse-agent run`.
    func run(under wrapper: [String] = [], further: [String] = []) throws -> ChildProcess {
        try ChildProcess(
            wrapper + [Program.agent, "run", "--state-dir", state] + further,
            name: "run-\(UInt32.random(in: 0 ... .max))", in: folder.path, environment: environment)
    }

    /// Has its next start renew its certificate at once, as one that died right after making a fresh key.
    func prepareRenewal() throws {
        let key = "renewal \(RequestID.random())\n\(DeviceKey().pem)"
        try #require(
            FileManager.default.createFile(
                atPath: file("device.next.key"), contents: Data(key.utf8), attributes: [.posixPermissions: 0o600]))
    }

    func file(_ name: String) -> String { "\(state)/\(name)" }
    func text(_ name: String) throws -> String { try String(contentsOfFile: file(name), encoding: .utf8) }
    func has(_ name: String) -> Bool { FileManager.default.fileExists(atPath: file(name)) }
}

extension RunningServer {
    /// How many devices hold a poll now.
    func waitingDevices() async throws -> Int {
        let answer = try? await RawConnection.with(port: metricsPort, tls: nil) { await $0.ask("GET", "/metrics") }
        let line = answer?.text.split(separator: "\n").first { $0.hasPrefix("gatehouse_devices_waiting ") }
        return line?.split(separator: " ").last.flatMap { Double($0) }.map { Int($0) } ?? 0
    }

    /// Waits until so many devices hold their poll: each has nothing else to do.
    func awaitPolls(_ count: Int = 1, of agent: ChildProcess? = nil) async throws {
        try await wait(upTo: .seconds(60), "\(count) devices should wait for work: \(agent?.complaints ?? "")") {
            if let agent { try #require(!agent.hasEnded, "the agent ended: \(agent.complaints)") }
            return try await waitingDevices() == count
        }
    }
}
