/// What a module asks of a new password.
struct PasswordQuality: Hashable, Sendable {
    /// The fewest characters that it can let pass.
    var minimumLength: Int64
    /// How many kinds of character (small, capital, digit, other) every password needs.
    var characterClasses: Int64
    /// Whether it refuses what falls short, or only warns.
    var isEnforcing = true
}

extension PasswordQuality {
    private static let path = "/etc/security/pwquality.conf"
    private static let credits = ["dcredit", "ucredit", "lcredit", "ocredit"]

    /// pam_pwquality(8): drop-ins first, then the file, then the module's arguments.
    ///
    /// Throws where the library refuses the configuration.
    init(pwquality arguments: [String], _ machine: Machine) throws(MachineError) {
        var settings: [String: Int64] = ["minlen": 8, "enforcing": 1]
        let files = try machine.dropIns("\(Self.path).d") + (machine.exists(Self.path) ? [Self.path] : [])
        for file in files {
            for line in try machine.configuration(file) {
                let text = line.prefix { $0 != UInt8(ascii: "#") }.trimmed
                guard !text.isEmpty else { continue }
                let end = text.firstIndex { $0.isSpace || $0 == UInt8(ascii: "=") } ?? text.endIndex
                var value = text[end...].trimmed
                if value.first == UInt8(ascii: "=") { value = value.dropFirst().trimmed }
                try Self.set(text[..<end].text, value.text, in: &settings, file)
            }
        }
        for argument in arguments {
            let parts = argument.split(separator: "=", maxSplits: 1).map(String.init)
            if parts.count == 2 { try Self.set(parts[0], parts[1], in: &settings, "pam_pwquality") }
        }
        self.init(settings: settings)
    }

    /// pam_cracklib(8), which pam_pwquality took its options from.
    init(cracklib arguments: [String]) throws(MachineError) {
        var settings: [String: Int64] = ["minlen": 9, "dcredit": 1, "ucredit": 1, "lcredit": 1, "ocredit": 1]
        for argument in arguments {
            let parts = argument.split(separator: "=", maxSplits: 1).map(String.init)
            if parts.count == 2 { try Self.set(parts[0], parts[1], in: &settings, "pam_cracklib") }
        }
        self.init(settings: settings)
    }

    /// pam_passwdqc(8): `min=N0,N1,N2,N3,N4`, by how many kinds of character there are, N2 being for phrases.
    init(passwdqc arguments: [String]) throws(MachineError) {
        var limits = ["disabled", "24", "11", "8", "7"]
        var enforce = "everyone"
        for argument in arguments {
            if argument.hasPrefix("config=") {
                throw MachineError(.failed, "pam_passwdqc's own configuration file is not read")
            }
            if argument.hasPrefix("min=") {
                limits = argument.dropFirst(4).split(separator: ",", omittingEmptySubsequences: false).map(String.init)
            }
            if argument.hasPrefix("enforce=") { enforce = String(argument.dropFirst(8)) }
        }
        let numbers = limits.map { $0 == "disabled" ? Int64.max : Int64($0) ?? -1 }
        guard numbers.count == 5, !numbers.contains(where: { $0 < 0 }), let least = numbers.min(), least < .max else {
            throw MachineError(.failed, "pam_passwdqc's `min=\(limits.joined(separator: ","))` is not understood")
        }
        let classes = [1, 2, 1, 3, 4]
        let open = numbers.indices.filter { numbers[$0] < .max }.map { classes[$0] }.min() ?? 1
        self.init(minimumLength: least, characterClasses: Int64(open), isEnforcing: enforce != "none")
    }

    private init(settings: [String: Int64]) {
        let wanted = max(settings["minlen"] ?? 8, 6)
        let credits = Self.credits.map { min(max(settings[$0] ?? 0, -1_000_000), 1_000_000) }
        let required = credits.filter { $0 < 0 }
        let positive = credits.filter { $0 > 0 }
        characterClasses = max(min(settings["minclass"] ?? 0, 4), Int64(required.count))
        // Each credit is a character that need not be there: as many as the password's other characters earn.
        let others = characterClasses - Int64(required.count)
        let mandatory = -required.reduce(0, +) + others
        let earned = min(others, Int64(positive.count))
        let credit = positive.reduce(0, +)
        let missing = max(wanted - mandatory - earned, 0)
        let saved = min(credit - earned, missing / 2)
        minimumLength = mandatory + missing - saved
        isEnforcing = settings["enforcing"] != 0
    }

    private static func set(
        _ name: String, _ value: String, in settings: inout [String: Int64], _ place: String
    ) throws(MachineError) {
        guard credits.contains(name) || ["minlen", "minclass", "enforcing"].contains(name) else { return }
        guard let number = Int32(value) else {
            throw MachineError(.failed, "`\(name)` of \(place) is `\(value)`, not a number")
        }
        settings[name] = Int64(number)
    }
}
