public import GatehouseModel

/// What a simulated device reports: by default a machine that the example policies find compliant.
public enum DeviceFacts {
    /// Which fact goes back and forth when a report is to change something.
    public enum Flip: String, Hashable, Sendable, CaseIterable {
        /// No policy looks at it.
        case plain
        /// A policy looks at it and is satisfied either way.
        case judged
        /// Every other report makes the device noncompliant at once, the next compliant again.
        case verdict
    }

    /// Everything that a device of this profile knows, once.
    public static func all(of profile: DeviceProfile, packages: Int, at now: Instant) -> [Fact] {
        var values = system(of: profile)
        switch profile {
        case .linuxWorkstation: values += linux(memory: 16) + [("hardware.model", .text("Laptop 5"))]
        case .linuxServer: values += linux(memory: 64) + [("hardware.model", .text("Server 2"))]
        case .macOSLaptop, .windowsLaptop: values += laptop
        case .telemetryOnly: break
        }
        if packages > 0 {
            values.append(("software.packages", .list((0..<packages).map(package))))
            values.append(("software.packageCount", .integer(Int64(packages))))
        }
        return values.map { fact($0.0, $0.1, at: now) }
    }

    /// The fact as it stands in ``all(of:packages:at:)`` for a Linux machine, and the other value.
    public static func pair(_ flip: Flip, at now: Instant) -> (first: Fact, other: Fact) {
        switch flip {
        case .plain:
            (fact("hardware.cpu.count", .integer(8), at: now), fact("hardware.cpu.count", .integer(16), at: now))
        case .judged:
            (
                fact("firewall.defaultInbound", .text("drop"), at: now),
                fact("firewall.defaultInbound", .text("reject"), at: now)
            )
        case .verdict:
            (
                fact("ssh.server.permitEmptyPasswords", .boolean(false), at: now),
                fact("ssh.server.permitEmptyPasswords", .boolean(true), at: now)
            )
        }
    }

    private typealias Value = (FactKey, FactValue)

    private static func system(of profile: DeviceProfile) -> [Value] {
        let names: (id: String, kernel: String) =
            switch profile.platform {
            case .macOS: ("macos", "24.5.0")
            case .windows: ("windows", "10.0.26100")
            default: ("debian", "6.1.0-37-amd64")
            }
        return [
            ("os.name", .text(profile.operatingSystem)), ("os.id", .text(names.id)),
            ("os.version", .text(profile.operatingSystemVersion)), ("os.kernel.release", .text(names.kernel)),
            ("os.architecture", .text("x86_64")), ("hardware.manufacturer", .text("Example")),
            ("hardware.cpu.count", .integer(8)),
        ]
    }

    private static func linux(memory gibibytes: Int64) -> [Value] {
        [
            ("hardware.memory", .integer(gibibytes << 30)), ("os.codename", .text("bookworm")),
            ("storage.encrypted", .boolean(true)), ("firewall.active", .boolean(true)),
            ("firewall.product", .text("nftables")), ("firewall.defaultInbound", .text("drop")),
            ("ssh.server.installed", .boolean(true)), ("ssh.server.running", .boolean(true)),
            ("ssh.server.port", .list([.integer(22)])), ("ssh.server.permitRootLogin", .text("no")),
            ("ssh.server.passwordAuthentication", .boolean(false)),
            ("ssh.server.permitEmptyPasswords", .boolean(false)), ("ssh.server.x11Forwarding", .boolean(false)),
            ("updates.security.pending", .list([])), ("updates.security.pendingCount", .integer(0)),
            ("mandatoryAccessControl.system", .text("apparmor")),
            ("mandatoryAccessControl.enforcing", .boolean(true)), ("mandatoryAccessControl.profiles", .integer(37)),
        ]
    }

    private static let laptop: [Value] = [
        ("hardware.memory", .integer(16 << 30)), ("hardware.model", .text("Laptop 7")),
        ("storage.encrypted", .boolean(true)), ("firewall.active", .boolean(true)),
        ("updates.security.pendingCount", .integer(0)),
    ]

    private static func package(_ number: Int) -> FactValue {
        .record([
            "name": .text("libexample\(number)"), "version": .text("1.\(number).2-1+deb12u3"),
            "architecture": .text("amd64"), "source": .text("example\(number)"),
            "sourceVersion": .text("1.\(number).2-1+deb12u3"),
        ])
    }

    private static func fact(_ key: FactKey, _ value: FactValue, at now: Instant) -> Fact {
        Fact(
            key: key, state: .known(value), source: "/etc/example.conf", evidence: "as the simulator says",
            observedAt: now, assurance: .agentVerified)
    }
}
