extension FactCatalogue {
    static let network: [FactDefinition] = [
        .init(
            "network.listeners",
            .table(["protocol": .text, "address": .text, "port": .integer, "process": .text, "user": .text]),
            "TCP sockets that listen and UDP sockets without a peer, with process and user",
            source: "/proc/net, /proc", privacy: .inventory),
        .init(
            "network.exposedPorts", .list(.integer), "TCP ports that are listened on beyond loopback",
            source: "/proc/net"),
        .init(
            "network.interfaces", .table(["name": .text, "mac": .text, "kind": .text, "up": .boolean]),
            "network interfaces: `physical`, `wireless`, `virtual` or `loopback`", source: "rtnetlink, /sys/class/net",
            privacy: .identity),
        .init(
            "network.addresses", .table(["interface": .text, "address": .text]),
            "addresses with their prefix length", source: "rtnetlink", privacy: .person),
        .init(
            "network.gateways", .list(.text), "default gateways, the preferred one first", source: "rtnetlink",
            privacy: .inventory),
        .init(
            "network.dnsServers", .list(.text), "name servers in the order of their use",
            source: "/etc/resolv.conf, /run/systemd/resolve/resolv.conf", privacy: .inventory),
        .init(
            "network.wifi.security", .text,
            "protection of the wireless network in use: `open`, `wep`, `owe`, `wpa-psk`, `sae`, `wpa-eap` …",
            source: "NetworkManager, wpa_supplicant or iwd profiles"),
    ]
}
