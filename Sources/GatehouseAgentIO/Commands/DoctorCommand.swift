import GatehouseModel
import GatehouseWire

/// Checks the agent's own health; needs no server, and says so when there is none.
///
/// `doctor [-o json] [--state-dir DIR]`
enum DoctorCommand {
    static func run(_ words: [String]) throws -> ExitCode {
        let words = words.map { $0 == "-o" ? "--output" : $0 }
        let arguments = try Arguments(words, options: ["--state-dir", "--output"])
        let output = arguments["--output"] ?? "text"
        guard ["text", "json"].contains(output) else {
            throw AgentError(.usage, "`\(output)` is no form of output", hint: "text or json")
        }
        let report = Doctor(path: arguments["--state-dir"] ?? AgentCommand.defaultStateDirectory).examine()
        StandardOutput.write(
            output == "json" ? String(decoding: report.json.serialised(), as: UTF8.self) : report.text)
        return ExitCode(rawValue: report.exitStatus) ?? .failed
    }
}
