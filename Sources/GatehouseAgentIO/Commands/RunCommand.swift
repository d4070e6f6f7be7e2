import GatehouseModel

/// Reports changes as they happen, until it is stopped.
///
/// `run [--interval DURATION] [--state-dir DIR]`
enum RunCommand {
    static func run(_ words: [String]) throws -> ExitCode {
        let arguments = try Arguments(words, options: ["--state-dir", "--interval"])
        let interval = try arguments.duration("--interval", default: .seconds(900), atLeast: .seconds(1))
        let directory = try StateDirectory(existing: arguments["--state-dir"] ?? AgentCommand.defaultStateDirectory)
        try RunningAgent(directory: directory, interval: interval).run()
        return .success
    }
}
