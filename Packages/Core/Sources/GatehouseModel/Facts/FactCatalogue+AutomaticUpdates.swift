extension FactCatalogue {
    static let automaticUpdates: [FactDefinition] = [
        .init(
            "updates.automatic.enabled", .boolean, "whether updates are installed by themselves",
            source: "/etc/apt/apt.conf.d or /etc/dnf/automatic.conf, systemd timers"),
        .init(
            "updates.automatic.product", .text, "`unattended-upgrades` or `dnf-automatic`",
            source: "/usr/bin"),
        .init(
            "updates.automatic.origins", .list(.text), "where they may come from, or dnf's type of upgrade",
            source: "/etc/apt/apt.conf.d or /etc/dnf/automatic.conf"),
        .init(
            "updates.automatic.reboots", .boolean, "whether the machine restarts by itself for them",
            source: "/etc/apt/apt.conf.d or /etc/dnf/automatic.conf"),
    ]
}
