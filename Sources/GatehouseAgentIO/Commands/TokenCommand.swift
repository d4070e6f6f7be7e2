import GatehouseAgentCore
import GatehouseWire

/// Prints a token that stands for this device, and nothing else.
///
/// `token [--state-dir DIR]`
enum TokenCommand {
    static func run(_ words: [String]) throws -> ExitCode {
        let arguments = try Arguments(words, options: ["--state-dir"])
        let directory = try StateDirectory(existing: arguments["--state-dir"] ?? AgentCommand.defaultStateDirectory)
        let identity = try directory.identity()
        let answer = try OneQuestion.ask(identity, trustRoots: try directory.trustRoots()) { client, done in
            client.token(done)
        }
        StandardOutput.write(try answer.mapError { AgentError($0) }.get().token)
        return .success
    }
}
