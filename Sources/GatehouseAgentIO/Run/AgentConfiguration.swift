import GatehouseAgent

/// What this device's owner lets the agent look at, beyond what it looks at anyway.
struct AgentConfiguration: Hashable, Sendable {
    static let defaultPath = "/etc/gatehouse-agent/agent.conf"

    /// Whether the cloud's metadata service is asked; off unless said otherwise, as it is asked over the network.
    var asksCloudMetadata = false

    /// Whether the browsers of who is signed in get a certificate, where the server gives them; on unless said otherwise.
    var givesBrowserCertificates = true

    init(asksCloudMetadata: Bool = false) { self.asksCloudMetadata = asksCloudMetadata }

    /// Reads `name = on` and `name = off` lines, `#` begins a comment; what cannot be meant is refused with its line.
    init(_ text: String) throws(AgentError) {
        for (index, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
            let words = line.prefix { $0 != "#" }.split(separator: "=", omittingEmptySubsequences: false)
                .map { $0.filter { !$0.isWhitespace } }
            guard words != [""] else { continue }
            guard words.count == 2 else { throw AgentError(.failed, "line \(index + 1): this is no `name = value`") }
            let settings = [
                "cloud.metadata": \Self.asksCloudMetadata, "browser.certificates": \.givesBrowserCertificates,
            ]
            guard let setting = settings[words[0]] else {
                throw AgentError(
                    .failed, "line \(index + 1): there is no setting `\(words[0])`",
                    hint: settings.keys.sorted().map { "\($0) = on" }.joined(separator: ", "))
            }
            switch words[1] {
            case "on": self[keyPath: setting] = true
            case "off": self[keyPath: setting] = false
            default: throw AgentError(.failed, "line \(index + 1): `\(words[1])` is neither `on` nor `off`")
            }
        }
    }

    /// The settings of the file, or the usual ones where there is none; refuses one that others could have written.
    static func load(_ path: String?) throws(AgentError) -> AgentConfiguration {
        let file = path ?? defaultPath
        guard let text = try ConfigurationFile.text(file) else {
            if path == nil { return AgentConfiguration() }
            throw AgentError(.usage, "there is no `\(file)`")
        }
        do throws(AgentError) {
            return try AgentConfiguration(text)
        } catch {
            throw AgentError(error.exitCode, "`\(file)`, \(error.message)", hint: error.hint)
        }
    }

    /// Every collector, with what is allowed here.
    var collectors: [any Collector] {
        CollectorSet.all.map { $0 is CloudCollector ? CloudCollector(asksMetadata: asksCloudMetadata) : $0 }
    }
}
