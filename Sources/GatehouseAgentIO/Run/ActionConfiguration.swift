import GatehouseAgent

/// The file in which this device's owner says what actions may do here; it is read for each action.
struct ActionConfiguration: Sendable {
    static let defaultPath = "/etc/gatehouse-agent/actions.conf"

    /// Where it is, if not in its usual place; then it must be there.
    var path: String?

    /// The rules of the file, or the usual ones where there is none; refuses one that others could have written.
    func load() throws(AgentError) -> EnforcementRules {
        let file = path ?? Self.defaultPath
        guard let text = try ConfigurationFile.text(file) else {
            if path == nil { return EnforcementRules() }
            throw AgentError(.usage, "there is no `\(file)`")
        }
        do {
            return try EnforcementRules(configuration: text)
        } catch {
            throw AgentError(.failed, "`\(file)`, \(error.message)")
        }
    }
}
