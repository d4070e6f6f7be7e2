/// How a service shuts out who guesses passwords.
struct AccountLockout: Hashable, Sendable {
    /// Failures before it does.
    var attempts: Int64
    /// Seconds until it lets in again; 0 when only an administrator does.
    var duration: Int64
    var place: String

    private static let path = "/etc/security/faillock.conf"

    /// What the stack for `service` does; `nil` when it locks nobody out.
    init?(_ machine: Machine, service: String) throws(MachineError) {
        let authentication = try PAMStack(machine, service: service, type: "auth")
        if let rule = authentication.rules.first(where: { $0.module.hasPrefix("pam_tally2") }) {
            guard rule.isEnforcing, let attempts = rule.argument("deny").flatMap({ Int64($0) }), attempts > 0 else {
                return nil
            }
            let duration = rule.argument("unlock_time").flatMap { Int64($0) } ?? 0
            self.init(attempts: attempts, duration: duration, place: rule.place)
            return
        }
        let rules = authentication.rules.enumerated().filter { $0.element.module == "pam_faillock.so" }
        let account = try PAMStack(machine, service: service, type: "account").rules
        let refuses =
            rules.contains { index, rule in
                rule.has("preauth") && rule.isEnforcing && authentication.isAlwaysReached(index)
            } || account.contains { $0.module == "pam_faillock.so" && $0.isEnforcing }
        guard refuses, let counting = rules.first(where: { $0.element.has("authfail") })?.element else { return nil }
        var settings = try Self.settings(counting.argument("conf") ?? Self.path, machine)
        for name in ["deny", "unlock_time"] { settings[name] = counting.argument(name) ?? settings[name] }
        let unlock = settings["unlock_time"] ?? "600"
        guard let attempts = Int64(settings["deny"] ?? "3"), let duration = unlock == "never" ? 0 : Int64(unlock) else {
            throw MachineError(.failed, "pam_faillock's settings are not numbers (\(counting.place))")
        }
        guard attempts > 0 else { return nil }
        self.init(attempts: attempts, duration: max(0, duration), place: counting.place)
    }

    private init(attempts: Int64, duration: Int64, place: String) {
        self.attempts = attempts
        self.duration = duration
        self.place = place
    }

    /// faillock.conf(5).
    private static func settings(_ path: String, _ machine: Machine) throws(MachineError) -> [String: String] {
        var settings: [String: String] = [:]
        let lines: [ArraySlice<UInt8>]
        do {
            lines = try machine.configuration(path)
        } catch  where error.code == .missing {
            return [:]
        }
        for line in lines {
            let parts = line.prefix { $0 != UInt8(ascii: "#") }.split(separator: UInt8(ascii: "="), maxSplits: 1)
            if parts.count == 2 { settings[parts[0].trimmed.text] = parts[1].trimmed.text }
        }
        return settings
    }
}
