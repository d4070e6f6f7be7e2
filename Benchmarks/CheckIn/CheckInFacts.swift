import GatehouseModel

/// What a device of the benchmark reports: a Debian machine that the example policies find compliant.
enum CheckInFacts {
    /// Which fact goes back and forth.
    enum Flip: String, Sendable {
        /// No policy looks at it.
        case plain
        /// A policy looks at it and is satisfied either way.
        case judged
        /// Every other report makes the device noncompliant, the next compliant again.
        case verdict
    }

    /// Everything that the device knows, once.
    static func first(packages: Int, at now: Instant) -> [Fact] {
        let values: [(FactKey, FactValue)] = [
            ("os.name", .text("Debian GNU/Linux")), ("os.id", .text("debian")), ("os.version", .text("12.11")),
            ("os.codename", .text("bookworm")), ("os.kernel.release", .text("6.1.0-37-amd64")),
            ("os.architecture", .text("x86_64")), ("hardware.manufacturer", .text("Example")),
            ("hardware.model", .text("Model 5")), ("hardware.memory", .integer(16 << 30)),
            ("hardware.cpu.count", .integer(8)), ("storage.encrypted", .boolean(true)),
            ("firewall.active", .boolean(true)), ("firewall.product", .text("nftables")),
            ("firewall.defaultInbound", .text("drop")), ("ssh.server.installed", .boolean(true)),
            ("ssh.server.running", .boolean(true)), ("ssh.server.port", .list([.integer(22)])),
            ("ssh.server.permitRootLogin", .text("no")), ("ssh.server.passwordAuthentication", .boolean(false)),
            ("ssh.server.permitEmptyPasswords", .boolean(false)), ("ssh.server.x11Forwarding", .boolean(false)),
            ("software.packages", .list((0..<packages).map(package))),
            ("software.packageCount", .integer(Int64(packages))), ("updates.security.pending", .list([])),
            ("updates.security.pendingCount", .integer(0)), ("mandatoryAccessControl.system", .text("apparmor")),
            ("mandatoryAccessControl.enforcing", .boolean(true)), ("mandatoryAccessControl.profiles", .integer(37)),
        ]
        return values.map { fact($0.0, $0.1, at: now) }
    }

    /// The fact as it stands in ``first(packages:at:)``, and the other value.
    static func pair(_ flip: Flip, at now: Instant) -> (first: Fact, other: Fact) {
        switch flip {
        case .plain:
            (fact("hardware.memory", .integer(16 << 30), at: now), fact("hardware.memory", .integer(32 << 30), at: now))
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

    private static func package(_ number: Int) -> FactValue {
        .record([
            "name": .text("libexample\(number)"), "version": .text("1.\(number).2-1+deb12u3"),
            "architecture": .text("amd64"), "source": .text("example\(number)"),
            "sourceVersion": .text("1.\(number).2-1+deb12u3"),
        ])
    }

    private static func fact(_ key: FactKey, _ value: FactValue, at now: Instant) -> Fact {
        Fact(
            key: key, state: .known(value), source: "/etc/example.conf", evidence: "as the benchmark says",
            observedAt: now, assurance: .agentVerified)
    }
}
