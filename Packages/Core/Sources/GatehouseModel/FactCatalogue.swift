/// The type of a fact's value.
public indirect enum FactType: Hashable, Sendable {
    case boolean
    case integer
    case text
    /// Text that compares as a version: numbers by value, `~` before everything.
    case version
    /// RFC 3339 text.
    case instant
    case list(FactType)
    /// A list of records with these columns.
    case table([String: FactType])

    /// Whether `value` has this type; a record may leave columns out, but may not add any.
    public func admits(_ value: FactValue) -> Bool {
        switch (self, value) {
        case (.boolean, .boolean), (.integer, .integer), (.text, .text), (.version, .text): true
        case (.instant, .text(let text)): Instant(text) != nil
        case (.list(let element), .list(let values)): values.allSatisfy(element.admits)
        case (.table(let columns), .list(let rows)):
            rows.allSatisfy { row in
                guard case .record(let fields) = row else { return false }
                return fields.allSatisfy { columns[$0.key]?.admits($0.value) ?? false }
            }
        default: false
        }
    }

    /// The type in words, for messages and the page of facts: `list of integer`.
    public var name: String {
        switch self {
        case .boolean: "boolean"
        case .integer: "integer"
        case .text: "text"
        case .version: "version"
        case .instant: "instant"
        case .list(let element): "list of \(element.name)"
        case .table(let columns): "table (\(columns.keys.sorted().joined(separator: ", ")))"
        }
    }
}

/// What a fact key means.
public struct FactDefinition: Hashable, Sendable {
    /// The name that agents report and policies test; no two definitions share it.
    public let key: FactKey
    /// The type that a known value must have; a value of another type is refused.
    public let type: FactType
    /// Where the fact is reported; a requirement that reaches none of these is refused.
    public let platforms: Set<Platform>
    /// What the value says, in words: lower case, no full stop.
    public let summary: String
    /// Where the value is read on the device, or what the server compares.
    public let source: String

    init(_ key: FactKey, _ type: FactType, _ summary: String, source: String, platforms: Set<Platform> = [.linux]) {
        self.key = key
        self.type = type
        self.summary = summary
        self.source = source
        self.platforms = platforms
    }
}

/// Every fact that a device may report; a key that is not here is refused by name.
public enum FactCatalogue {
    /// What `key` means, or `nil` when no such fact may be reported or tested.
    public static func definition(of key: FactKey) -> FactDefinition? { byKey[key] }

    private static let byKey = Dictionary(uniqueKeysWithValues: all.map { ($0.key, $0) })

    /// Every definition, family by family.
    public static let all: [FactDefinition] = operatingSystem + hardware + storage + firewall + ssh + software + kernel

    private static let operatingSystem: [FactDefinition] = [
        .init("os.name", .text, "distribution name, as `Debian GNU/Linux`", source: "/etc/os-release NAME"),
        .init("os.id", .text, "distribution identifier, as `debian`", source: "/etc/os-release ID"),
        .init("os.version", .version, "full version, as `12.11`", source: "/etc/debian_version or /etc/os-release"),
        .init("os.codename", .text, "release code name, as `bookworm`", source: "/etc/os-release VERSION_CODENAME"),
        .init("os.kernel.release", .version, "running kernel release", source: "uname(2)"),
        .init("os.kernel.version", .text, "running kernel build", source: "uname(2)"),
        .init("os.architecture", .text, "machine architecture, as `x86_64`", source: "uname(2)"),
        .init("os.hostname", .text, "host name", source: "uname(2)"),
        .init("os.bootedAt", .instant, "when the kernel started", source: "/proc/stat btime"),
    ]

    private static let hardware: [FactDefinition] = [
        .init("hardware.manufacturer", .text, "system vendor", source: "/sys/class/dmi/id/sys_vendor"),
        .init("hardware.model", .text, "product name", source: "/sys/class/dmi/id/product_name"),
        .init("hardware.serial", .text, "product serial number", source: "/sys/class/dmi/id/product_serial"),
        .init("hardware.uuid", .text, "product UUID, else machine id", source: "/sys/class/dmi/id/product_uuid"),
        .init("hardware.cpu.model", .text, "processor model name", source: "/proc/cpuinfo"),
        .init("hardware.cpu.count", .integer, "logical processors online", source: "/sys/devices/system/cpu/online"),
        .init("hardware.memory", .integer, "usable memory in bytes", source: "/proc/meminfo MemTotal"),
    ]

    private static let storage: [FactDefinition] = [
        .init(
            "storage.filesystems",
            .table([
                "device": .text, "mountPoint": .text, "type": .text, "encrypted": .boolean, "encryption": .text,
            ]),
            "mounted filesystems and swap on block devices and whether each lies on an encrypted one",
            source: "/proc/self/mountinfo, /proc/swaps, /sys/dev/block"),
        .init(
            "storage.encrypted", .boolean,
            "whether every listed one that is not removable, read-only media, `/boot` or `/boot/efi` is encrypted",
            source: "/proc/self/mountinfo, /proc/swaps, /sys/dev/block"),
    ]

    private static let firewall: [FactDefinition] = [
        .init("firewall.active", .boolean, "whether inbound traffic is filtered", source: "nftables over netlink"),
        .init("firewall.product", .text, "`ufw`, `firewalld`, `nftables` or `iptables`", source: "nftables, /etc"),
        .init("firewall.defaultInbound", .text, "`drop`, `reject` or `accept`", source: "base chains of hook input"),
    ]

    private static let ssh: [FactDefinition] = [
        .init("ssh.server.installed", .boolean, "whether an SSH server is installed", source: "/usr/sbin/sshd"),
        .init("ssh.server.running", .boolean, "whether an SSH server listens", source: "/proc"),
        .init("ssh.server.port", .list(.integer), "ports", source: "/etc/ssh/sshd_config"),
        .init(
            "ssh.server.permitRootLogin", .text,
            "`yes`, `no`, `prohibit-password` or `forced-commands-only`: the weakest that any `Match` grants",
            source: "/etc/ssh/sshd_config with Include and Match"),
        .init(
            "ssh.server.passwordAuthentication", .boolean,
            "whether any connection may sign in by password, also through keyboard-interactive with PAM",
            source: "/etc/ssh/sshd_config with Include and Match"),
        .init(
            "ssh.server.permitEmptyPasswords", .boolean, "whether any connection may sign in with an empty password",
            source: "/etc/ssh/sshd_config with Include and Match"),
        .init(
            "ssh.server.x11Forwarding", .boolean, "whether any connection may forward X11",
            source: "/etc/ssh/sshd_config with Include and Match"),
    ]

    private static let software: [FactDefinition] = [
        .init(
            "software.packages",
            .table([
                "name": .text, "version": .version, "architecture": .text, "source": .text, "sourceVersion": .version,
            ]),
            "installed packages with their source package", source: "/var/lib/dpkg/status"),
        .init("software.packageCount", .integer, "number of installed packages", source: "/var/lib/dpkg/status"),
        .init(
            "updates.security.pending", .table(["name": .text, "installed": .version, "available": .version]),
            "installed packages with a newer version in a security suite",
            source: "/var/lib/apt/lists, /var/lib/dpkg/status"),
        .init(
            "updates.security.pendingCount", .integer, "number of pending security updates",
            source: "/var/lib/apt/lists, /var/lib/dpkg/status"),
        .init("updates.lastChecked", .instant, "when the package lists were last fetched", source: "/var/lib/apt"),
    ]

    private static let kernel: [FactDefinition] = [
        .init(
            "mandatoryAccessControl.system", .text, "`apparmor`, `selinux`, another active module or `none`",
            source: "/sys/kernel/security/lsm"),
        .init(
            "mandatoryAccessControl.enforcing", .boolean, "whether it enforces",
            source: "/sys/kernel/security/apparmor, /sys/fs/selinux/enforce"),
        .init(
            "mandatoryAccessControl.profiles", .integer, "AppArmor profiles in enforce mode",
            source: "/sys/kernel/security/apparmor/profiles"),
        .init(
            "clock.skew", .integer, "seconds by which the device's clock is ahead of the server's",
            source: "the check-in, compared by the server", platforms: Set(Platform.allCases)),
        .init(
            "identity.sharedUse", .boolean, "whether one device identity was used from two machines",
            source: "the check-in, compared by the server", platforms: Set(Platform.allCases)),
    ]
}
