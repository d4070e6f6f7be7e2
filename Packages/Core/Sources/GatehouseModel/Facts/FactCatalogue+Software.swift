extension FactCatalogue {
    static let software: [FactDefinition] = [
        .init(
            "software.packages",
            .table([
                "name": .text, "version": .version, "architecture": .text, "source": .text, "sourceVersion": .version,
            ]),
            "installed packages with their source package", source: "/var/lib/dpkg/status", privacy: .inventory),
        .init(
            "software.packageCount", .integer, "number of installed packages", source: "/var/lib/dpkg/status",
            privacy: .inventory),
        .init(
            "updates.security.pending", .table(["name": .text, "installed": .version, "available": .version]),
            "installed packages with a newer version in a security suite",
            source: "/var/lib/apt/lists, /var/lib/dpkg/status"),
        .init(
            "updates.security.pendingCount", .integer, "number of pending security updates",
            source: "/var/lib/apt/lists, /var/lib/dpkg/status"),
        .init("updates.lastChecked", .instant, "when the package lists were last fetched", source: "/var/lib/apt"),
    ]
}
