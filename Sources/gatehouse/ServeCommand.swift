import ArgumentParser
import Foundation
import GatehouseCommands
import GatehouseServer
import Logging

/// `gatehouse serve`: every flag is also an environment variable and a line of `DIR/gatehouse.yaml`.
struct ServeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "serve", abstract: "Run a server.",
        discussion: "Each setting may also stand in the environment, or in a file:\n\n"
            + Setting.all.map { "  \($0.flag), \($0.variable), \($0.name): \($0.summary)" }.joined(separator: "\n"))

    @Option(help: "Folder of all that this server keeps.") var dataDir: String?
    @Option(help: "File of these settings, in place of gatehouse.yaml in that folder.") var config: String?
    @Option(help: "Address to listen on.") var host: String?
    @Option(help: "Port of people and programs.") var port: String?
    @Option(help: "Port of agents.") var devicePort: String?
    @Option(help: "Port of enforcement points.") var decisionPort: String?
    @Option(help: "Port of /metrics on the loopback interface.") var metricsPort: String?
    @Option(help: "Further names of the server certificate, separated by commas.") var names: String?
    @Option(help: "PEM file of your own server certificate.") var certificate: String?
    @Option(help: "PEM file of its key.") var key: String?
    @Option(help: "URL of PostgreSQL to keep the data in; empty is SQLite in the data folder.") var database: String?
    @Option(help: "Seconds from SIGTERM, when /readyz begins to say 503, to the closing of the listeners.")
    var drain: String?
    @Option(help: "HOST:PORT that enrolled devices are sent to; empty is where they enrolled, on the device port.")
    var deviceChannel: String?
    @Option(help: "https://HOST[:PORT] that people reach this server at; empty is localhost at its port.")
    var publicUrl: String?
    @Option(help: "Addresses of balancers that speak the PROXY protocol, separated by commas.")
    var trustedProxies: String?
    @Option(help: "File of the key that secrets are sealed under; empty is secrets.key in the data folder.")
    var secretsKeyFile: String?
    @Option(help: "trace, debug, info, notice, warning, error or critical.") var logLevel: String?
    @Option(help: "text or json.") var logFormat: String?

    func run() async throws {
        do {
            let configuration = try ConfigurationLoader(
                flags: flags, environment: ProcessInfo.processInfo.environment
            ).load()
            try await Server(configuration, logger: ServerLog.logger(configuration)).run()
        } catch let error as ConfigurationError {
            throw CommandFailure(.usage, error.message, hint: error.hint)
        } catch let error as ServerFailure {
            throw CommandFailure(.failed, error.message, hint: error.hint)
        }
    }

    private var flags: [Setting: String] {
        let given = [
            dataDir, config, host, port, devicePort, decisionPort, metricsPort, names, certificate, key, database,
            drain, deviceChannel, publicUrl, trustedProxies, secretsKeyFile, logLevel, logFormat,
        ]
        return Dictionary(zip(Setting.all, given).compactMap { setting, text in text.map { (setting, $0) } }) { $1 }
    }
}
