public import GatehouseModel
public import Logging

/// How a server runs; ``ConfigurationLoader`` says where each value comes from.
public struct ServerConfiguration: Sendable, Equatable {
    /// Folder of all that the server keeps.
    public var dataFolder: String
    /// Address of the listeners of people, devices and enforcement points.
    public var host: String
    /// Port of people and programs, over TLS; 0 takes any that is free.
    public var port: Int
    /// Port of agents, over mutual TLS; 0 takes any that is free.
    public var devicePort: Int
    /// Port of enforcement points, over mutual TLS; 0 takes any that is free.
    public var decisionPort: Int
    /// On the loopback interface, without TLS.
    public var metricsPort: Int
    /// DNS names and addresses of the server certificate, beside `localhost`, the loopback addresses and the host's.
    public var names: [String]
    /// PEM files of your own server certificate, leaf first; our authority's when empty.
    public var certificateFile: String
    /// PEM file of the certificate's key; empty exactly when ``certificateFile`` is.
    public var keyFile: String
    /// URL of PostgreSQL, perhaps with a password; SQLite in the data folder when empty.
    public var database: String
    /// How long everything is still served after SIGTERM, so that load balancers see in time that it ends.
    public var drain: Duration = .zero
    /// `HOST:PORT` that enrolled devices are sent to; empty for the host that they enrolled at and the device port.
    public var deviceChannel: String
    /// `https://HOST[:PORT]` that people reach the server at; empty for localhost at its port.
    public var publicURL: String = ""
    /// Balancers: they must say by PROXY protocol who a client is, and nobody else may.
    public var trustedProxies: [IPRange]
    /// File of the key that secrets are sealed under; `secrets.key` in the data folder when empty.
    public var secretsKeyFile: String
    /// The least level that is logged.
    public var logLevel: Logger.Level
    /// How a line of the log looks.
    public var logFormat: LogFormat

    /// How a line of the log looks: `key=value` for people, or one JSON object.
    public enum LogFormat: String, Sendable, CaseIterable {
        case text
        case json
    }
}

/// Why the configuration was refused, naming where the bad value came from.
public struct ConfigurationError: Error, Hashable, Sendable, CustomStringConvertible {
    /// Lower case, no full stop, the value in backticks.
    public var message: String
    /// How to mend it; `nil` when there is nothing to add.
    public var hint: String?

    /// The message, with the hint on its own line.
    public var description: String {
        hint.map { "\(message)\nhint: \($0)" } ?? message
    }
}
