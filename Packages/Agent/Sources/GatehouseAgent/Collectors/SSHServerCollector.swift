public import GatehouseModel

/// Whether an SSH server listens, and the weakest sign-in that its configuration grants to anybody.
///
/// `Match` blocks count as soon as a connection may exist that they hold for. `AuthenticationMethods` and PAM are not
/// judged, so a server may be stricter than it is reported, not laxer.
public struct SSHServerCollector: Collector {
    /// Also the source of its facts when a run fails or is stuck.
    public let name = "ssh server"
    /// The first two are about the program, the others about its settings.
    public let keys: [FactKey] = [
        "ssh.server.installed", "ssh.server.running", "ssh.server.port", "ssh.server.permitRootLogin",
        "ssh.server.passwordAuthentication", "ssh.server.permitEmptyPasswords", "ssh.server.x11Forwarding",
    ]
    /// A file that `Include` names elsewhere is read, but not watched.
    public let watches = [SSHServerConfiguration.path, "/etc/ssh/sshd_config.d", "/usr/sbin/sshd"]

    /// Keeps nothing between runs.
    public init() {}

    private static let openSSH = ["/usr/sbin/sshd", "/usr/local/sbin/sshd", "/usr/bin/sshd"]
    private static let dropbear = "/usr/sbin/dropbear"

    /// Settings are absent without a server, and unavailable where they are not those of the file.
    ///
    /// That is so for dropbear, and for an sshd that was started with `-f`, `-o` or `-p`.
    public func collect(in machine: Machine, at now: Instant) -> [Fact] {
        let program = (Self.openSSH + [Self.dropbear]).first(where: machine.exists)
        let settings = Result { () throws(MachineError) in try SSHServerConfiguration(machine) }
        let ports = (try? settings.get().ports()) ?? [22]
        let running = Result { () throws(MachineError) in
            try SSHServerProcess(machine: machine).listening(on: ports)
        }
        let installed = Observation.known(
            .boolean(program != nil), source: program ?? Self.openSSH[0],
            evidence: program.map { "`\($0)` exists" } ?? "no sshd in the system's folders, no dropbear")
        let settled = keys.dropFirst(2).map { key -> Fact in
            machine.fact(key, observe(key, program: program, settings: settings, running: running), at: now)
        }
        return [
            machine.fact(keys[0], installed, at: now), machine.fact(keys[1], Self.observe(running), at: now),
        ] + settled
    }

    private static func observe(_ running: Result<SSHServerProcess.Found?, MachineError>) -> Observation {
        let source = "/proc/net/tcp, /proc"
        return switch running {
        case .success(let found?): .known(.boolean(true), source: source, evidence: found.evidence)
        case .success(nil): .known(.boolean(false), source: source, evidence: "no process sshd or dropbear listens")
        case .failure(let error): .unavailable(error.message, source: source)
        }
    }

    private func observe(
        _ key: FactKey, program: String?, settings: Result<SSHServerConfiguration, MachineError>,
        running: Result<SSHServerProcess.Found?, MachineError>
    ) -> Observation {
        let source = SSHServerConfiguration.path
        guard let program else { return .absent("no SSH server is installed", source: Self.openSSH[0]) }
        guard program != Self.dropbear else {
            return .unavailable("the settings of dropbear are not read", source: program)
        }
        if case .success(let found?) = running,
            let option = found.commandLine.dropFirst().first(where: Self.overridesConfiguration)
        {
            return .unavailable("sshd was started with `\(option)`, which overrides its file", source: "/proc")
        }
        do {
            return try Self.observe(key, try settings.get())
        } catch {
            return .unavailable(error.message, source: source)
        }
    }

    /// `-f`, `-o` and `-p` name another file, a setting or a port.
    private static func overridesConfiguration(_ argument: String) -> Bool {
        ["-f", "-o", "-p"].contains { argument.hasPrefix($0) }
    }

    private static func observe(
        _ key: FactKey, _ configuration: SSHServerConfiguration
    ) throws(MachineError) -> Observation {
        let source = SSHServerConfiguration.path
        switch key {
        case "ssh.server.port":
            let ports = try configuration.ports()
            let evidence = ports.map(String.init).joined(separator: ", ")
            return .known(.list(ports.map(FactValue.integer)), source: source, evidence: evidence)
        case "ssh.server.permitRootLogin":
            let weakest = try configuration.weakestRootLogin()
            return .known(.text(weakest.value), source: source, evidence: weakest.place)
        case "ssh.server.passwordAuthentication":
            return try passwords(configuration)
        case "ssh.server.permitEmptyPasswords":
            return try flag("permitemptypasswords", configuration, defaultValue: false)
        default:
            return try flag("x11forwarding", configuration, defaultValue: false)
        }
    }

    private static func flag(
        _ keyword: String, _ configuration: SSHServerConfiguration, defaultValue: Bool
    ) throws(MachineError) -> Observation {
        let found = try configuration.weakestFlag(keyword, defaultValue: defaultValue)
        return .known(.boolean(found.value), source: SSHServerConfiguration.path, evidence: found.place)
    }

    /// The keyboard-interactive method asks for the same password when PAM stands behind it.
    private static func passwords(_ configuration: SSHServerConfiguration) throws(MachineError) -> Observation {
        let direct = try configuration.weakestFlag("passwordauthentication", defaultValue: true)
        let interactive = try configuration.weakestInteractive()
        let pam = try configuration.weakestFlag("usepam", defaultValue: false)
        let source = SSHServerConfiguration.path
        guard !direct.value, interactive.value, pam.value else {
            return .known(.boolean(direct.value), source: source, evidence: direct.place)
        }
        return .known(
            .boolean(true), source: source, evidence: "\(interactive.place), with UsePAM")
    }
}
