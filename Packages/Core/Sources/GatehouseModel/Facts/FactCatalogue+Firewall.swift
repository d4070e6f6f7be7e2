extension FactCatalogue {
    static let firewall: [FactDefinition] = [
        .init("firewall.active", .boolean, "whether inbound traffic is filtered", source: "nftables over netlink"),
        .init("firewall.product", .text, "`ufw`, `firewalld`, `nftables` or `iptables`", source: "nftables, /etc"),
        .init("firewall.defaultInbound", .text, "`drop`, `reject` or `accept`", source: "base chains of hook input"),
    ]
}
