import GatehouseModel

/// Addresses that are not of the public internet: this machine, its networks, those of the provider that runs it, and
/// what is translated into one of these.
enum PrivateAddress {
    private static let ranges: [IPRange] = [
        "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24",
        "192.0.2.0/24", "192.88.99.0/24", "192.168.0.0/16", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24",
        "224.0.0.0/4", "240.0.0.0/4",
        // Translated IPv4, 6to4 and Teredo reach what they hold; the rest is local or for documentation. Mapped IPv4 is
        // IPv4 already.
        "::/96", "64:ff9b::/96", "64:ff9b:1::/48", "100::/64", "2001::/23", "2001:db8::/32",
        "2002::/16", "fc00::/7", "fe80::/10", "fec0::/10", "ff00::/8",
    ].compactMap { IPRange($0) }

    /// Whether nothing there may be told anything unless the administrator says so; also for what is no address.
    static func contains(_ text: String) -> Bool {
        guard let address = IPAddress(text) else { return true }
        return ranges.contains { $0.contains(address) }
    }

    /// For a test: every range above can be read.
    static var rangeCount: Int { ranges.count }
}
