import ArgumentParser
import Foundation
import GatehouseClient
import GatehouseSimulator
import GatehouseSimulatorIO
import GatehouseWire

/// The program `gatehouse-simulator`: a fleet of devices against a real server.
@main
struct SimulatorCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "gatehouse-simulator",
        abstract: "Play a scenario: a fleet of devices over real TLS against a server, with what must hold meanwhile.",
        discussion: """
            Devices enrol with fresh keys, hold their polls, check in and back off as the real agent does. The same seed \
            gives the same devices doing the same things. Only ever play against a server that is yours: the devices \
            enrol for real.

              $ gatehouse-simulator examples/scenarios/steady-day.yaml --data-dir var/run/server

            Ends with 0 when every assertion held, with 3 when one did not, with 2 when the scenario or the options \
            are wrong, and with 1 when it could not be played.
            """,
        version: "0.1.0")

    @Argument(help: ArgumentHelp("The scenario.", valueName: "file"), completion: .file()) var scenario: String
    @Option(help: ArgumentHelp("URL of the server.", valueName: "url")) var server: String?
    @Option(help: ArgumentHelp("PEM of the authority to trust.", valueName: "file"), completion: .file())
    var ca: String?
    @Option(
        help: ArgumentHelp(
            "File with an administrator's token, which makes codes and applies documents.", valueName: "file"),
        completion: .file())
    var tokenFile: String?
    @Option(
        help: ArgumentHelp("The server's folder, on its own machine, in place of the other three.", valueName: "dir"),
        completion: .directory)
    var dataDir: String?
    @Option(help: "An enrolment code to use, in place of one that is made.") var code: String?
    @Option(help: ArgumentHelp("Socket to ask for decisions at.", valueName: "path")) var decisionSocket: String?
    @Option(
        help: ArgumentHelp(
            "Process of the server, on this machine, to measure its memory, processor and files.", valueName: "pid"))
    var serverPid: Int32?
    @Option(
        help: ArgumentHelp("Keep the fleet's identities here, so that it is enrolled once.", valueName: "dir"),
        completion: .directory)
    var state: String?
    @Option(help: "Devices, in place of the scenario's number.") var devices: Int?
    @Option(help: "The seed, in place of the scenario's.") var seed: UInt64?
    @Option(help: "Connect from so many loopback addresses (127.0.0.2 and on).") var sourceAddresses = 1
    @Option(help: ArgumentHelp("Write everything that was measured as JSON.", valueName: "file")) var json: String?
    @Option(help: ArgumentHelp("Write rates and times over time as SVG.", valueName: "file")) var plot: String?
    @Flag(help: "No progress, only what is said at the end.") var quiet = false

    static func main() async {
        do {
            var command = try parse()
            Foundation.exit(try await command.play())
        } catch let error as SimulatorError {
            complain("\(error)")
            Foundation.exit(error.code == .setup ? 2 : 1)
        } catch let error as ClientError {
            complain(error.message + (error.hint.map { "\nhint: \($0)" } ?? ""))
            Foundation.exit(error.code == .setup ? 2 : 1)
        } catch {
            let status = exitCode(for: error)
            let text = fullMessage(for: error)
            if status == .success { print(text) } else { FileHandle.standardError.write(Data((text + "\n").utf8)) }
            Foundation.exit(status == .success ? 0 : status == .validationFailure ? 2 : 1)
        }
    }

    private static func complain(_ text: String) {
        FileHandle.standardError.write(Data("error: \(text)\n".utf8))
    }

    private mutating func play() async throws -> Int32 {
        let file = URL(filePath: scenario)
        guard let text = try? String(contentsOf: file, encoding: .utf8) else {
            throw SimulatorError(.setup, "the scenario `\(scenario)` cannot be read")
        }
        var played: Scenario
        do {
            played = try ScenarioReader.read(text, file: scenario)
        } catch {
            throw SimulatorError(.setup, "\(error)")
        }
        if let devices { played.devices = max(devices, 1) }
        if let seed { played.seed = seed }
        Self.allowOpenFiles()
        let progress = ProgressOutput(isQuiet: quiet)
        let report = try await SimulatorRun(
            played, target: try target(), stateFolder: state, sources: sourceAddresses,
            folder: file.deletingLastPathComponent(), notify: progress.show
        ).play()
        progress.end()
        print(report.text)
        try write(String(decoding: report.json.serialised(), as: UTF8.self) + "\n", to: json)
        try write(RunPlot(report).svg, to: plot)
        return report.holds ? 0 : 3
    }

    /// Every connection is an open file: as many as the system lets this process have.
    private static func allowOpenFiles() {
        var limit = rlimit()
        guard getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 else { return }
        limit.rlim_cur = limit.rlim_max
        setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
    }

    private func write(_ text: @autoclosure () -> String, to path: String?) throws {
        guard let path else { return }
        do {
            try text().write(toFile: path, atomically: true, encoding: .utf8)
        } catch {
            throw SimulatorError(.setup, "`\(path)` cannot be written")
        }
    }

    private func target() throws -> SimulatorRun.Target {
        let socket = decisionSocket ?? dataDir.map { "\($0)/decide.sock" }
        if let code, let server, let ca, tokenFile == nil, dataDir == nil {
            guard let url = URL(string: server), url.scheme == "https", url.host() != nil else {
                throw SimulatorError(
                    .setup, "`\(server)` is not the URL of a server", hint: "as https://localhost:8443")
            }
            guard let authority = try? String(contentsOfFile: ca, encoding: .utf8) else {
                throw SimulatorError(.setup, "the authority cannot be read from `\(ca)`")
            }
            return .init(
                server: url, authority: authority, token: nil, code: code, decisionSocket: socket,
                process: serverPid)
        }
        let connection = try ServerConnection(
            ServerConnection.Source(server: server, authorityFile: ca, tokenFile: tokenFile, dataFolder: dataDir))
        guard let url = URL(string: connection.server), let authority = connection.authority else {
            throw SimulatorError(.setup, "no authority is given", hint: "pass --ca FILE with the server's `ca.pem`")
        }
        return .init(
            server: url, authority: authority, token: connection.token, code: code, decisionSocket: socket,
            process: serverPid)
    }
}
