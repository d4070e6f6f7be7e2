import GatehouseAgent
import GatehouseModel

/// Reports changes as they happen, until it is stopped.
///
/// `run [--interval DURATION] [--state-dir DIR] [--actions FILE] [--config FILE]`
enum RunCommand {
    static func run(_ words: [String]) throws -> ExitCode {
        let arguments = try Arguments(
            words, options: ["--state-dir", "--interval", "--actions", "--config"], flags: [Launcher.marker])
        let interval = try arguments.duration("--interval", default: .seconds(900), atLeast: .seconds(1))
        let directory = try StateDirectory(existing: arguments["--state-dir"] ?? AgentCommand.defaultStateDirectory)
        let actions = ActionConfiguration(path: arguments["--actions"])
        // A mistake is said here and not only when an action comes.
        _ = try actions.load()
        let configuration = try AgentConfiguration.load(arguments["--config"])
        let launcher = Launcher(directory: directory, arguments: ["run"] + words)
        try launcher.launch()
        let collectors = CollectorSet(configuration.collectors + [AgentCollector(directory: directory)])
        var agent = RunningAgent(
            directory: directory, interval: interval, actionConfiguration: actions, collectors: collectors)
        agent.givesBrowserCertificates = configuration.givesBrowserCertificates
        agent.releaseKeys = Launcher.isPackaged ? ReleaseKeys.path : nil
        if case .updated = try agent.run() {
            try launcher.relaunch()
        }
        return .success
    }
}
