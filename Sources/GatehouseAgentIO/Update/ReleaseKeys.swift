import GatehouseKeys
import GatehouseWire

/// Whose releases this agent believes.
enum ReleaseKeys {
    static let path = "/etc/gatehouse-agent/release-keys"

    /// One key a line in base 64, with comments after `#`; no file is no key, and a line that is none is refused.
    static func read(_ path: String) throws(AgentError) -> [ReleaseKey] {
        guard let bytes = try StateDirectory.read(path) else { return [] }
        var keys = [ReleaseKey]()
        for line in String(decoding: bytes, as: UTF8.self).split(separator: "\n") {
            let text = line.prefix { $0 != "#" }.filter { !$0.isWhitespace }
            guard !text.isEmpty else { continue }
            guard let key = Base64.decode(text).flatMap({ ReleaseKey($0) }) else {
                throw AgentError(.failed, "`\(path)` holds a line that is no Ed25519 key in base 64")
            }
            keys.append(key)
        }
        return keys
    }
}
