import Foundation
import GatehouseTestSupport
import GatehouseWire
import Glibc
import NIOSSL
import Synchronization
import Testing

/// A server as a process of its own, with its folder and its ports; it can be stopped, killed and started again.
final class RunningServer: Sendable {
    let folder: TemporaryDirectory
    let data: String
    let port: Int
    let devicePort: Int
    let decisionPort: Int
    let metricsPort: Int
    private let further: [String]
    private let current = Mutex<ChildProcess?>(nil)
    private let starts = Mutex(0)

    /// Starts it with `further` arguments; `data` names the data folder when it is not to lie in the test's own.
    init(data: String? = nil, under wrapper: [String] = [], further: [String] = []) async throws {
        folder = try TemporaryDirectory()
        self.further = further
        self.data = data ?? folder.file("server")
        let ports = try FreePorts.take(4)
        (port, devicePort, decisionPort, metricsPort) = (ports[0], ports[1], ports[2], ports[3])
        try await start(under: wrapper)
    }

    /// Starts one of the nodes that share `keys`, the text of `secrets.key`.
    convenience init(data: String, sharing keys: String, further: [String]) async throws {
        try FileManager.default.createDirectory(
            atPath: data, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        try #require(
            FileManager.default.createFile(
                atPath: "\(data)/secrets.key", contents: Data(keys.utf8), attributes: [.posixPermissions: 0o600]))
        try await self.init(data: data, further: further)
    }

    var url: String { "https://localhost:\(port)" }
    var roots: String { "\(data)/ca.pem" }
    var process: ChildProcess { get throws { try #require(current.withLock { $0 }) } }
    var rootsPEM: String { get throws { try String(contentsOfFile: roots, encoding: .utf8) } }

    var arguments: [String] {
        [
            "serve", "--data-dir", data, "--port", "\(port)", "--device-port", "\(devicePort)", "--decision-port",
            "\(decisionPort)", "--metrics-port", "\(metricsPort)",
        ] + further
    }

    /// Starts it and waits until it is ready.
    func start(under wrapper: [String] = []) async throws {
        let number = starts.withLock { count in
            count += 1
            return count
        }
        let process = try ChildProcess(
            wrapper + [Program.server] + arguments, name: "server-\(number)", in: folder.path)
        current.withLock { $0 = process }
        try await wait(upTo: .seconds(60), "the server should be ready: \(process.complaints)") {
            try #require(!process.hasEnded, "the server ended: \(process.complaints)")
            return process.complaints.contains("notice ready")
        }
    }

    /// Stops it as a service manager does.
    func stop() async throws {
        let process = try process
        process.signal(SIGTERM)
        #expect(try await process.end(within: .seconds(20)) == 0)
    }

    /// Kills it, so that nothing of it runs any further.
    func kill() async throws {
        let process = try process
        process.signal(SIGKILL)
        #expect(try await process.end() == -SIGKILL)
    }

    /// Runs a command of the administrator's.
    func cli(_ words: String...) async throws -> Program.Outcome {
        try await Program.run([Program.server] + words + ["--data-dir", data])
    }

    /// Its output; fails the test when it does not succeed.
    @discardableResult
    func admin(_ words: String...) async throws -> String {
        let outcome = try await Program.run([Program.server] + words + ["--data-dir", data])
        try #require(outcome.status == 0, "gatehouse \(words.joined(separator: " ")): \(outcome.errors)")
        return outcome.output
    }

    func apply(_ text: String) async throws {
        let file = folder.file("apply-\(UInt32.random(in: 0 ... .max)).yaml")
        try text.write(toFile: file, atomically: true, encoding: .utf8)
        try await admin("apply", "-f", file)
    }

    func enrolmentCode(uses: Int = 1) async throws -> String {
        try await admin("enrolment-code", "create", "--uses", "\(uses)").trimmingCharacters(in: .whitespacesAndNewlines)
    }

    func devices() async throws -> [DeviceSummary] {
        try await decoded("device", "list", "-o", "json")
    }

    func detail(of device: String) async throws -> DeviceDetail {
        try await decoded("device", "show", device, "-o", "json")
    }

    private func decoded<Value: Decodable>(_ words: String...) async throws -> Value {
        let outcome = try await Program.run([Program.server] + words + ["--data-dir", data])
        try #require(outcome.status == 0, "gatehouse \(words.joined(separator: " ")): \(outcome.errors)")
        return try JSONDecoder().decode(Value.self, from: Data(outcome.output.utf8))
    }
}
