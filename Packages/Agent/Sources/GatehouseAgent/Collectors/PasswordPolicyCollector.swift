public import GatehouseModel

/// What the machine asks of passwords that are set on it, and how it shuts out who guesses them.
///
/// Of several services the weakest counts; accounts of a directory follow that directory's rules.
public struct PasswordPolicyCollector: Collector {
    /// Also the source of its facts when a run fails or is stuck.
    public let name = "password policy"
    /// New passwords, their age, and what happens to who guesses them.
    public let keys: [FactKey] = [
        "passwordPolicy.minimumLength", "passwordPolicy.characterClasses", "passwordPolicy.checksQuality",
        "passwordPolicy.history", "passwordPolicy.maximumAge", "passwordPolicy.minimumAge", "passwordPolicy.lockout",
        "passwordPolicy.lockoutAttempts", "passwordPolicy.lockoutDuration",
    ]
    /// Folders, as includes may name any file in them.
    public let watches = ["/etc/pam.d", "/etc/security", LoginDefinitions.path]

    /// Keeps nothing between runs.
    public init() {}

    private static let source = "/etc/pam.d, /etc/security"
    /// Where people sign in; those that are installed count.
    private static let services = ["login", "sshd", "gdm-password", "lightdm", "sddm", "kde", "xdm"]

    /// A configuration that PAM or a module would refuse is unavailable.
    public func collect(in machine: Machine, at now: Instant) -> [Fact] {
        let observations = Self.quality(machine) + Self.ages(machine) + Self.lockout(machine)
        return observations.map { machine.fact($0, $1, at: now) }
    }

    // MARK: New passwords

    private static func quality(_ machine: Machine) -> [(FactKey, Observation)] {
        let keys: [FactKey] = [
            "passwordPolicy.minimumLength", "passwordPolicy.characterClasses", "passwordPolicy.checksQuality",
            "passwordPolicy.history",
        ]
        do {
            let stack = try PAMStack(machine, service: "passwd", type: "password")
            let found = try checks(in: stack, machine)
            let length = max(found.map(\.quality.minimumLength).max() ?? 0, ownMinimum(of: stack))
            let classes = found.map(\.quality.characterClasses).max() ?? 0
            let evidence = found.isEmpty ? "no module that refuses" : found.map(\.place).joined(separator: ", ")
            let (history, place) = history(in: stack, machine)
            return [
                (keys[0], .known(.integer(length), source: source, evidence: evidence)),
                (keys[1], .known(.integer(classes), source: source, evidence: evidence)),
                (keys[2], .known(.boolean(!found.isEmpty), source: source, evidence: evidence)),
                (keys[3], .known(.integer(history), source: source, evidence: place)),
            ]
        } catch {
            let reason = error.code == .missing ? "this machine has no PAM: \(error.message)" : error.message
            return keys.map { ($0, .unavailable(reason, source: source)) }
        }
    }

    /// The quality modules that refuse, wherever the stack goes.
    private static func checks(
        in stack: PAMStack, _ machine: Machine
    ) throws(MachineError) -> [(quality: PasswordQuality, place: String)] {
        var found: [(PasswordQuality, String)] = []
        for (index, rule) in stack.rules.enumerated() {
            let quality: PasswordQuality
            switch rule.module {
            case "pam_pwquality.so": quality = try PasswordQuality(pwquality: rule.arguments, machine)
            case "pam_cracklib.so": quality = try PasswordQuality(cracklib: rule.arguments)
            case "pam_passwdqc.so": quality = try PasswordQuality(passwdqc: rule.arguments)
            default: continue
            }
            guard quality.isEnforcing, rule.isEnforcing, stack.isAlwaysReached(index) else { continue }
            found.append((quality, "\(rule.module) at \(rule.place)"))
        }
        return found
    }

    /// pam_unix refuses by itself what is shorter than six, or than its `minlen`; it is what sets the password.
    private static func ownMinimum(of stack: PAMStack) -> Int64 {
        stack.rules.filter { $0.module == "pam_unix.so" }
            .map { $0.argument("minlen").flatMap { Int64($0) } ?? 6 }.min() ?? 0
    }

    private static func history(in stack: PAMStack, _ machine: Machine) -> (Int64, String) {
        var found: (Int64, String) = (0, "no module remembers passwords")
        for (index, rule) in stack.rules.enumerated() {
            let remembered: Int64
            switch rule.module {
            case "pam_pwhistory.so" where rule.isEnforcing && stack.isAlwaysReached(index):
                remembered = rule.argument("remember").flatMap { Int64($0) } ?? configuredHistory(machine) ?? 10
            case "pam_unix.so": remembered = rule.argument("remember").flatMap { Int64($0) } ?? 0
            default: continue
            }
            if remembered > found.0 { found = (remembered, "\(rule.module) at \(rule.place)") }
        }
        return found
    }

    private static func configuredHistory(_ machine: Machine) -> Int64? {
        for line in (try? machine.configuration("/etc/security/pwhistory.conf")) ?? [] {
            let parts = line.split(separator: UInt8(ascii: "="), maxSplits: 1)
            if parts.count == 2, parts[0].trimmed.text == "remember" { return Int64(parts[1].trimmed.text) }
        }
        return nil
    }

    // MARK: Age

    /// login.defs(5) decides for accounts that are made from now on; -1 means that it does not.
    private static func ages(_ machine: Machine) -> [(FactKey, Observation)] {
        let names: [(FactKey, String)] = [
            ("passwordPolicy.maximumAge", "PASS_MAX_DAYS"), ("passwordPolicy.minimumAge", "PASS_MIN_DAYS"),
        ]
        let path = LoginDefinitions.path
        let definitions: LoginDefinitions
        do {
            definitions = try LoginDefinitions(machine)
        } catch {
            return names.map { ($0.0, .failed(error, source: path)) }
        }
        return names.map { key, name in
            guard let days = definitions.number(name), days >= 0 else {
                return (key, .absent("`\(path)` sets no \(name)", source: path))
            }
            return (key, .known(.integer(days), source: path, evidence: "\(name) \(days)"))
        }
    }

    // MARK: Guessing

    private static func lockout(_ machine: Machine) -> [(FactKey, Observation)] {
        let keys: [FactKey] = [
            "passwordPolicy.lockout", "passwordPolicy.lockoutAttempts", "passwordPolicy.lockoutDuration",
        ]
        let installed = services.filter { PAMStack.path(of: $0, machine) != nil }
        guard !installed.isEmpty else {
            return keys.map { ($0, .unavailable("no service that signs people in has a PAM file", source: source)) }
        }
        var found = [AccountLockout]()
        do {
            for service in installed {
                guard let lockout = try AccountLockout(machine, service: service) else {
                    let open = Observation.known(
                        .boolean(false), source: source, evidence: "`\(service)` locks nobody out")
                    let absent = Observation.absent("`\(service)` locks nobody out", source: source)
                    return [(keys[0], open), (keys[1], absent), (keys[2], absent)]
                }
                found.append(lockout)
            }
        } catch {
            return keys.map { ($0, .unavailable(error.message, source: source)) }
        }
        let attempts = found.map(\.attempts).max() ?? 0
        let duration = found.map { $0.duration == 0 ? .max : $0.duration }.min() ?? .max
        let evidence = Set(found.map(\.place)).sorted().joined(separator: ", ")
        return [
            (keys[0], .known(.boolean(true), source: source, evidence: evidence)),
            (keys[1], .known(.integer(attempts), source: source, evidence: evidence)),
            (keys[2], .known(.integer(duration == .max ? 0 : duration), source: source, evidence: evidence)),
        ]
    }
}
