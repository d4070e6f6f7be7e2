/// Where a server is: what `https://host:port` says.
struct ServerAddress: Hashable, Sendable {
    /// A name or an IP address, without brackets.
    let host: String
    let port: Int

    /// Reads `https://host[:port][/]`; `nil` for another scheme, a path, a query or user information.
    init?(_ url: String) {
        guard url.hasPrefix("https://") else { return nil }
        var rest = url.dropFirst("https://".count)
        if rest.hasSuffix("/") { rest.removeLast() }
        guard !rest.isEmpty, !rest.contains(where: { "/?#@ ".contains($0) }) else { return nil }
        var portText: Substring?
        if rest.hasPrefix("[") {
            guard let end = rest.firstIndex(of: "]") else { return nil }
            let after = rest[rest.index(after: end)...]
            guard after.isEmpty || after.hasPrefix(":") else { return nil }
            host = String(rest[rest.index(after: rest.startIndex)..<end])
            portText = after.isEmpty ? nil : after.dropFirst()
        } else {
            let parts = rest.split(separator: ":", omittingEmptySubsequences: false)
            guard parts.count <= 2, !parts[0].isEmpty else { return nil }
            host = String(parts[0])
            portText = parts.count == 2 ? parts[1] : nil
        }
        guard !host.isEmpty, let number = portText.map({ Int($0) }) ?? 443, (1...65_535).contains(number) else {
            return nil
        }
        port = number
    }

    /// The `Host` header.
    var authority: String { host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)" }
}
