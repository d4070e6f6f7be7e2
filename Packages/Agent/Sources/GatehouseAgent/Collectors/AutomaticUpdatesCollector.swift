public import GatehouseModel

/// Whether the machine installs updates by itself: unattended-upgrades with apt, or dnf-automatic.
public struct AutomaticUpdatesCollector: Collector {
    /// Also the source of its facts when a run fails or is stuck.
    public let name = "automatic updates"
    /// Whether, by what, from where, and whether the machine restarts for it.
    public let keys: [FactKey] = [
        "updates.automatic.enabled", "updates.automatic.product", "updates.automatic.origins",
        "updates.automatic.reboots",
    ]
    /// Settings of the package manager, and which timers systemd starts.
    public let watches = [
        "/etc/apt/apt.conf", "/etc/apt/apt.conf.d", Self.dnf, Self.unattended, "\(Self.units)/timers.target.wants",
    ]

    /// Keeps nothing between runs.
    public init() {}

    private static let unattended = "/usr/bin/unattended-upgrade"
    private static let dnf = "/etc/dnf/automatic.conf"
    private static let units = "/etc/systemd/system"

    /// Settings that the package manager itself would refuse are unavailable; neither product is "not enabled".
    public func collect(in machine: Machine, at now: Instant) -> [Fact] {
        let observations: [Observation]
        if machine.exists(Self.unattended) {
            observations = Self.unattendedUpgrades(machine)
        } else if machine.exists(Self.dnf) || machine.exists("/usr/bin/dnf-automatic") {
            observations = Self.dnfAutomatic(machine)
        } else {
            let reason = "neither unattended-upgrades nor dnf-automatic is installed"
            let none = Observation.absent(reason, source: Self.unattended)
            observations = [.known(.boolean(false), source: Self.unattended, evidence: reason), none, none, none]
        }
        return zip(keys, observations).map { machine.fact($0, $1, at: now) }
    }

    // MARK: apt

    private static func unattendedUpgrades(_ machine: Machine) -> [Observation] {
        let source = "/etc/apt/apt.conf.d"
        let product = Observation.known(
            .text("unattended-upgrades"), source: unattended, evidence: "`\(unattended)` exists")
        let settings: AptConfiguration
        do {
            settings = try AptConfiguration(machine)
        } catch {
            let reason = Observation.unavailable(error.message, source: source)
            return [reason, product, reason, reason]
        }
        let wanted = ["Update-Package-Lists", "Unattended-Upgrade"].map { "APT::Periodic::\($0)" }
        let isOn =
            settings["APT::Periodic::Enable"].map { $0 != "0" } ?? true
            && wanted.allSatisfy { isInterval(settings[$0]) }
        let evidence = (["APT::Periodic::Enable"] + wanted)
            .map { "\($0.dropFirst(15))=\(settings[$0] ?? "unset")" }.joined(separator: ", ")
        let timer = timer("apt-daily-upgrade", otherwise: "/etc/cron.daily/apt-compat", machine)
        let origins = ["Allowed-Origins", "Origins-Pattern"].flatMap { settings.list("Unattended-Upgrade::\($0)") }
        let reboots = ["true", "yes", "1", "on", "with", "enable"].contains(
            settings["Unattended-Upgrade::Automatic-Reboot"]?.lowercased() ?? "false")
        return [
            .known(.boolean(isOn && timer.runs), source: source, evidence: "\(evidence); \(timer.evidence)"),
            product,
            .known(.list(origins.map(FactValue.text)), source: source, evidence: "\(origins.count) origins"),
            .known(.boolean(reboots), source: source, evidence: "Automatic-Reboot is \(reboots)"),
        ]
    }

    /// Days, or a number with `s`, `m`, `h` or `d`; 0 is never.
    private static func isInterval(_ text: String?) -> Bool {
        guard let text else { return false }
        if text == "always" { return true }
        let digits = text.prefix { $0.isASCII && $0.isNumber }
        return digits.contains { $0 != "0" } && ["", "s", "m", "h", "d"].contains(text.dropFirst(digits.count))
    }

    // MARK: dnf

    private static func dnfAutomatic(_ machine: Machine) -> [Observation] {
        let product = Observation.known(.text("dnf-automatic"), source: dnf, evidence: dnf)
        let settings: KeyFile
        do {
            settings = machine.exists(dnf) ? try KeyFile(machine, dnf) : KeyFile([])
        } catch {
            let reason = Observation.unavailable(error.message, source: dnf)
            return [reason, product, reason, reason]
        }
        let applies = ["yes", "true", "1", "on"].contains(settings["commands", "apply_updates"]?.lowercased() ?? "no")
        let installing = timer("dnf-automatic-install", otherwise: nil, machine)
        let general = timer("dnf-automatic", otherwise: nil, machine)
        let isOn = installing.runs || (applies && general.runs)
        let type = settings["commands", "upgrade_type"] ?? "default"
        let reboot = settings["commands", "reboot"] ?? "never"
        return [
            .known(
                .boolean(isOn), source: dnf,
                evidence: "apply_updates=\(applies); \(general.evidence); \(installing.evidence)"),
            product,
            .known(.list([.text(type)]), source: dnf, evidence: "upgrade_type=\(type)"),
            .known(.boolean(reboot != "never"), source: dnf, evidence: "reboot=\(reboot)"),
        ]
    }

    // MARK: systemd

    /// Whether a timer is enabled; where systemd does not run, whether the cron job `path` is there.
    private static func timer(
        _ name: String, otherwise path: String?, _ machine: Machine
    ) -> (runs: Bool, evidence: String) {
        let unit = "\(units)/\(name).timer"
        if (try? machine.link(unit)) == "/dev/null" { return (false, "\(name).timer is masked") }
        let wants = "\(units)/timers.target.wants/\(name).timer"
        if (try? machine.link(wants)) != nil { return (true, "\(name).timer is enabled") }
        if let path, !machine.exists("/run/systemd/system"), machine.exists(path) { return (true, "`\(path)` runs it") }
        return (false, "\(name).timer is not enabled")
    }
}
