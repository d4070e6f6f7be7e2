import Foundation
import GatehouseModel
import GatehouseStorage
import Logging
import Yams

/// Reads the configuration in layers.
///
/// A flag beats the environment, which beats the file (`DIR/gatehouse.yaml` unless
/// another is named), which beats the default. An error names the layer that the bad value came from.
public struct ConfigurationLoader: Sendable {
    private struct Value {
        var text: String
        var source: String
    }

    private let flags: [Setting: String]
    private let environment: [String: String]

    /// Makes the loader from the upper two layers; the file is read by ``load()``.
    public init(flags: [Setting: String], environment: [String: String]) {
        self.flags = flags
        self.environment = environment
    }

    /// The configuration, or the first value that is refused; an unknown setting in the file is refused too.
    public func load() throws(ConfigurationError) -> ServerConfiguration {
        let folder = value(of: .dataDir, file: [:], path: "").text
        guard !folder.isEmpty else { throw ConfigurationError(message: "the data folder has no name") }
        let named = value(of: .config, file: [:], path: "")
        let path = named.text.isEmpty ? folder + "/gatehouse.yaml" : named.text
        guard named.text.isEmpty || FileManager.default.fileExists(atPath: path) else {
            throw ConfigurationError(message: "there is no file `\(path)` (from \(named.source))")
        }
        let file = try readFile(path)
        func read(_ setting: Setting) -> Value { value(of: setting, file: file, path: path) }
        let database = read(.database)
        if !database.text.isEmpty, let refusal = SQLStore.refusal(ofURL: database.text) {
            throw ConfigurationError(message: "\(refusal.message) (from \(database.source))", hint: refusal.hint)
        }
        let certificate = read(.certificate)
        let key = read(.key)
        guard certificate.text.isEmpty == key.text.isEmpty else {
            let (given, missing) = certificate.text.isEmpty ? (key, "certificate") : (certificate, "key")
            throw ConfigurationError(
                message: "`\(given.text)` (from \(given.source)) needs its \(missing)",
                hint: "give both \(Setting.certificate.flag) and \(Setting.key.flag), or neither")
        }
        return ServerConfiguration(
            dataFolder: folder, host: read(.host).text, port: try port(.port, read(.port)),
            devicePort: try port(.devicePort, read(.devicePort)),
            decisionPort: try port(.decisionPort, read(.decisionPort)),
            metricsPort: try port(.metricsPort, read(.metricsPort)),
            names: read(.names).text.split(separator: ",").map { $0.trimmingCharacters(in: .whitespaces) },
            certificateFile: certificate.text, keyFile: key.text, database: database.text,
            drain: try drain(read(.drain)), deviceChannel: try channel(read(.deviceChannel)),
            publicURL: try origin(read(.publicUrl)), trustedProxies: try ranges(read(.trustedProxies)),
            secretsKeyFile: read(.secretsKeyFile).text,
            logLevel: try word(.logLevel, read(.logLevel), Logger.Level.allCases),
            logFormat: try word(.logFormat, read(.logFormat), ServerConfiguration.LogFormat.allCases))
    }

    private func value(of setting: Setting, file: [String: String], path: String) -> Value {
        if let text = flags[setting] { return Value(text: text, source: "the flag \(setting.flag)") }
        if let text = environment[setting.variable] {
            return Value(text: text, source: "the environment variable \(setting.variable)")
        }
        if let text = file[setting.name] { return Value(text: text, source: "`\(setting.name)` in \(path)") }
        return Value(text: setting.usual, source: "the default of \(setting.flag)")
    }

    /// Where in the file the reader stopped, in words.
    private static func place(of error: any Error) -> String {
        switch error as? YamlError {
        case .scanner(_, let problem, let mark, _), .parser(_, let problem, let mark, _),
            .composer(_, let problem, let mark, _):
            ": line \(mark.line), column \(mark.column): \(problem)"
        default: ""
        }
    }

    private func readFile(_ path: String) throws(ConfigurationError) -> [String: String] {
        guard FileManager.default.fileExists(atPath: path) else { return [:] }
        guard let text = try? String(contentsOfFile: path, encoding: .utf8) else {
            throw ConfigurationError(
                message: "`\(path)` cannot be read", hint: "is it UTF-8, and readable by this user?")
        }
        let node: Node?
        do {
            node = try Yams.compose(yaml: text)
        } catch {
            // The line itself stays unsaid: it may hold a password.
            throw ConfigurationError(message: "`\(path)` is not YAML\(Self.place(of: error))")
        }
        guard let node else { return [:] }
        guard let mapping = node.mapping else {
            throw ConfigurationError(message: "`\(path)` must be a list of `setting: value` lines")
        }
        var values = [String: String]()
        for (key, value) in mapping {
            let name = key.string ?? ""
            let line = key.mark.map { ":\($0.line)" } ?? ""
            guard Setting.inFile.contains(where: { $0.name == name }) else {
                let nearest = Spelling.nearest(to: name, among: Setting.inFile.map(\.name))
                throw ConfigurationError(
                    message: "\(path)\(line): there is no setting `\(name)`",
                    hint: nearest.map { "did you mean `\($0)`?" })
            }
            guard let text = value.scalar?.string else {
                throw ConfigurationError(message: "\(path)\(line): `\(name)` must be a single value")
            }
            values[name] = text
        }
        return values
    }

    private func port(_ setting: Setting, _ value: Value) throws(ConfigurationError) -> Int {
        guard let port = Int(value.text), (0...65_535).contains(port) else {
            throw ConfigurationError(
                message: "`\(value.text)` (from \(value.source)) is no port",
                hint: "a number from 0 to 65535; 0 takes any")
        }
        return port
    }

    private func drain(_ value: Value) throws(ConfigurationError) -> Duration {
        guard let seconds = Int(value.text), (0...600).contains(seconds) else {
            throw ConfigurationError(
                message: "`\(value.text)` (from \(value.source)) is no time to drain", hint: "seconds, from 0 to 600")
        }
        return .seconds(seconds)
    }

    private func origin(_ value: Value) throws(ConfigurationError) -> String {
        guard !value.text.isEmpty else { return "" }
        let url = URL(string: value.text)
        let isWhole = url.map { "https://\($0.host() ?? "")\($0.port.map { ":\($0)" } ?? "")" == value.text } ?? false
        guard isWhole, let host = url?.host(), host == host.lowercased(), !host.isEmpty, url?.port != 443 else {
            throw ConfigurationError(
                message: "`\(value.text)` (from \(value.source)) is not where people reach a server",
                hint: "write `https://login.example.org` or `https://login.example.org:8443`, in lower case and with "
                    + "nothing behind it")
        }
        return value.text
    }

    private func channel(_ value: Value) throws(ConfigurationError) -> String {
        guard !value.text.isEmpty else { return "" }
        let parts = value.text.split(separator: ":", omittingEmptySubsequences: false)
        guard let port = parts.last.flatMap({ Int($0) }), (1...65_535).contains(port), parts.count > 1,
            URL(string: "https://\(value.text)")?.port == port, URL(string: "https://\(value.text)")?.path() == ""
        else {
            throw ConfigurationError(
                message: "`\(value.text)` (from \(value.source)) is no host with a port",
                hint: "as gatehouse.example.com:8444")
        }
        return value.text
    }

    private func ranges(_ value: Value) throws(ConfigurationError) -> [IPRange] {
        var ranges = [IPRange]()
        for word in value.text.split(separator: ",") {
            let text = word.trimmingCharacters(in: .whitespaces)
            guard let range = IPRange(text) else {
                throw ConfigurationError(
                    message: "`\(text)` (from \(value.source)) is no address and no range of addresses",
                    hint: "as 192.0.2.7, 192.0.2.0/24 or 2001:db8::/64, with nothing beyond the prefix")
            }
            ranges.append(range)
        }
        return ranges
    }

    private func word<Word: RawRepresentable<String>>(
        _ setting: Setting, _ value: Value, _ words: [Word]
    ) throws(ConfigurationError) -> Word {
        guard let word = Word(rawValue: value.text) else {
            throw ConfigurationError(
                message: "`\(value.text)` (from \(value.source)) is not understood",
                hint: "one of: \(words.map(\.rawValue).joined(separator: ", "))")
        }
        return word
    }
}
