/// Where a webhook is posted to: `https`, a host, perhaps a port, a path and a query, and nothing else.
///
/// What a second parser could read another way is refused: user information, fragments, spaces, backslashes and
/// anything but ASCII.
public struct WebhookURL: Hashable, Sendable, LosslessStringConvertible {
    /// As it was written.
    public let description: String
    /// The name or address, an IPv6 address without its brackets.
    public let host: String
    /// 443 unless written.
    public let port: Int

    /// Reads `https://host[:port][/path][?query]` of at most 2,048 bytes; anything else is `nil`.
    public init?(_ description: String) {
        let scheme = "https://"
        guard description.hasPrefix(scheme), description.utf8.count <= 2048,
            description.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F && !"\\#\"<>^`{|}".utf8.contains($0) })
        else { return nil }
        let rest = description.dropFirst(scheme.count)
        let authority = rest.prefix { $0 != "/" && $0 != "?" }
        var host = authority
        var port: Substring?
        if authority.hasPrefix("[") {
            guard let close = authority.firstIndex(of: "]") else { return nil }
            host = authority[authority.index(after: authority.startIndex)..<close]
            let after = authority[authority.index(after: close)...]
            guard after.isEmpty || after.hasPrefix(":"), host.contains(":") else { return nil }
            port = after.isEmpty ? nil : after.dropFirst()
        } else if let colon = authority.firstIndex(of: ":") {
            host = authority[..<colon]
            port = authority[authority.index(after: colon)...]
        }
        guard HostName.isHost(String(host)) else { return nil }
        if let port {
            guard let number = UInt16(port), number > 0, port.utf8.allSatisfy(HostName.isAlphanumeric) else {
                return nil
            }
            self.port = Int(number)
        } else {
            self.port = 443
        }
        self.description = description
        self.host = String(host)
    }
}
