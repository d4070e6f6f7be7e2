/// One setting: its name in the file, from which the flag and the environment variable follow.
public struct Setting: Sendable, Hashable {
    /// As in the file: lower camel case.
    public let name: String
    /// The default, as text.
    public let usual: String
    /// One line for the help.
    public let summary: String

    /// `--device-port`.
    public var flag: String { "--" + words.joined(separator: "-") }
    /// `GATEHOUSE_DEVICE_PORT`.
    public var variable: String { "GATEHOUSE_" + words.joined(separator: "_").uppercased() }

    private var words: [String] {
        var words = [""]
        for character in name {
            if character.isUppercase { words.append("") }
            words[words.count - 1] += character.lowercased()
        }
        return words
    }

    /// Every setting of `gatehouse serve`.
    public static let all = [
        dataDir, config, host, port, devicePort, decisionPort, metricsPort, names, certificate, key, database, drain,
        deviceChannel, publicUrl, trustedProxies, secretsKeyFile, logLevel, logFormat,
    ]

    /// Those that the file may hold; where the file is found cannot stand in it.
    static let inFile = all.filter { $0 != .dataDir && $0 != .config }

    /// Where everything is kept.
    public static let dataDir = Setting(
        name: "dataDir", usual: "/var/lib/gatehouse", summary: "folder of all that this server keeps")
    /// Where the other settings are read.
    public static let config = Setting(
        name: "config", usual: "", summary: "file of these settings; empty is gatehouse.yaml in the data folder")
    static let host = Setting(name: "host", usual: "0.0.0.0", summary: "address to listen on")
    static let port = Setting(name: "port", usual: "8443", summary: "port of people and programs")
    static let devicePort = Setting(name: "devicePort", usual: "8444", summary: "port of agents, mutual TLS")
    static let decisionPort = Setting(
        name: "decisionPort", usual: "8445", summary: "port of enforcement points, mutual TLS")
    static let metricsPort = Setting(
        name: "metricsPort", usual: "9464", summary: "port of /metrics on the loopback interface")
    static let names = Setting(
        name: "names", usual: "", summary: "further names of the server certificate, separated by commas")
    static let certificate = Setting(
        name: "certificate", usual: "", summary: "PEM file of your own server certificate, leaf first")
    static let key = Setting(name: "key", usual: "", summary: "PEM file of its key")
    /// Where the data is while it is not in the data folder.
    public static let database = Setting(
        name: "database", usual: "",
        summary: "URL of PostgreSQL to keep the data in; empty is SQLite in the data folder")
    static let drain = Setting(
        name: "drain", usual: "0",
        summary: "seconds between SIGTERM, from which on /readyz says 503, and the closing of the listeners")
    static let deviceChannel = Setting(
        name: "deviceChannel", usual: "",
        summary: "HOST:PORT that enrolled devices are sent to; empty is where they enrolled, on the device port")
    static let publicUrl = Setting(
        name: "publicUrl", usual: "",
        summary: "https://HOST[:PORT] that people reach this server at; empty is localhost at its port")
    static let trustedProxies = Setting(
        name: "trustedProxies", usual: "",
        summary: "addresses of balancers that speak the PROXY protocol, separated by commas, as 10.0.0.0/28")
    /// Where the sealing key is while it is not in the data folder.
    public static let secretsKeyFile = Setting(
        name: "secretsKeyFile", usual: "",
        summary: "file of the key that secrets are sealed under; empty is secrets.key in the data folder")
    static let logLevel = Setting(
        name: "logLevel", usual: "info", summary: "trace, debug, info, notice, warning, error or critical")
    static let logFormat = Setting(name: "logFormat", usual: "text", summary: "text or json")
}
