extension FactCatalogue {
    static let restart: [FactDefinition] = [
        .init("os.uptimeDays", .integer, "whole days since the kernel started", source: "/proc/uptime"),
        .init(
            "updates.restartRequired", .boolean,
            "whether an installed update waits for a restart: a package says so, or a newer kernel is installed",
            source: "/run/reboot-required, /boot/vmlinuz-*"),
        .init(
            "updates.restartReasons", .list(.text), "packages and kernel that wait for it",
            source: "/run/reboot-required.pkgs, /boot/vmlinuz-*"),
    ]
}
