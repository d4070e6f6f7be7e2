extension FactCatalogue {
    static let operatingSystem: [FactDefinition] = [
        .init("os.name", .text, "distribution name, as `Debian GNU/Linux`", source: "/etc/os-release NAME"),
        .init("os.id", .text, "distribution identifier, as `debian`", source: "/etc/os-release ID"),
        .init("os.version", .version, "full version, as `12.11`", source: "/etc/debian_version or /etc/os-release"),
        .init("os.codename", .text, "release code name, as `bookworm`", source: "/etc/os-release VERSION_CODENAME"),
        .init("os.kernel.release", .version, "running kernel release", source: "uname(2)"),
        .init("os.kernel.version", .text, "running kernel build", source: "uname(2)"),
        .init("os.architecture", .text, "machine architecture, as `x86_64`", source: "uname(2)"),
        .init("os.hostname", .text, "host name", source: "uname(2)", privacy: .identity),
        .init("os.bootedAt", .instant, "when the kernel started", source: "/proc/stat btime"),
    ]
}
