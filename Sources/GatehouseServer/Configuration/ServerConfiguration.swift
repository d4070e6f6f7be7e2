public import Logging

/// How a server runs; ``ConfigurationLoader`` says where each value comes from.
public struct ServerConfiguration: Sendable, Equatable {
    public var dataFolder: String
    /// Address of the listeners of people, devices and enforcement points.
    public var host: String
    public var port: Int
    public var devicePort: Int
    public var decisionPort: Int
    /// On the loopback interface, without TLS.
    public var metricsPort: Int
    /// DNS names and addresses of the server certificate, beside `localhost`, the loopback addresses and the host's.
    public var names: [String]
    /// PEM files of your own server certificate, leaf first; our authority's when empty.
    public var certificateFile: String
    public var keyFile: String
    public var logLevel: Logger.Level
    public var logFormat: LogFormat

    public enum LogFormat: String, Sendable, CaseIterable {
        case text
        case json
    }
}

/// Why the configuration was refused, naming where the bad value came from.
public struct ConfigurationError: Error, Hashable, Sendable, CustomStringConvertible {
    public var message: String
    public var hint: String?

    public var description: String {
        hint.map { "\(message)\nhint: \($0)" } ?? message
    }
}
