import GatehouseAgent
import GatehouseModel

/// Reports changes as they happen, until it is stopped.
///
/// `run [--interval DURATION] [--state-dir DIR]`
enum RunCommand {
    static func run(_ words: [String]) throws -> ExitCode {
        let arguments = try Arguments(words, options: ["--state-dir", "--interval"], flags: [Launcher.marker])
        let interval = try arguments.duration("--interval", default: .seconds(900), atLeast: .seconds(1))
        let directory = try StateDirectory(existing: arguments["--state-dir"] ?? AgentCommand.defaultStateDirectory)
        let launcher = Launcher(directory: directory, arguments: ["run"] + words)
        try launcher.launch()
        let collectors = CollectorSet(CollectorSet.all + [AgentCollector(directory: directory)])
        var agent = RunningAgent(directory: directory, interval: interval, collectors: collectors)
        agent.releaseKeys = Launcher.isPackaged ? ReleaseKeys.path : nil
        if case .updated = try agent.run() {
            try launcher.relaunch()
        }
        return .success
    }
}
