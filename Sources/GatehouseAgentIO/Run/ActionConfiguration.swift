import GatehouseAgent
import Glibc

/// The file in which this device's owner says what actions may do here; it is read for each action.
struct ActionConfiguration: Sendable {
    static let defaultPath = "/etc/gatehouse-agent/actions.conf"

    /// Where it is, if not in its usual place; then it must be there.
    var path: String?

    /// The rules of the file, or the usual ones where there is none; refuses one that others could have written.
    func load() throws(AgentError) -> EnforcementRules {
        let file = path ?? Self.defaultPath
        guard let bytes = try StateDirectory.read(file) else {
            if path == nil { return EnforcementRules() }
            throw AgentError(.usage, "there is no `\(file)`")
        }
        var status = stat()
        guard stat(file, &status) == 0, status.st_uid == geteuid() || status.st_uid == 0,
            status.st_mode & 0o022 == 0
        else {
            throw AgentError(
                .failed, "`\(file)` can be written by others", hint: "give it to root: chown root, chmod 644")
        }
        do {
            return try EnforcementRules(configuration: String(decoding: bytes, as: UTF8.self))
        } catch {
            throw AgentError(.failed, "`\(file)`, \(error.message)")
        }
    }
}
