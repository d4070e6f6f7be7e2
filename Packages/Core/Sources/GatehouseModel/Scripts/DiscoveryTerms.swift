/// All that decides what a discovery script does on a device: what a second person agrees to, and what is signed.
public struct DiscoveryTerms: Hashable, Sendable {
    /// The longest that a discovery script may run (Intune's limit for Linux).
    public static let longestTime = Duration.seconds(300)
    /// The most of a script's output that is read, in bytes; more is an error.
    public static let largestOutput = 64 << 10
    /// The most settings that one script may declare.
    public static let mostSettings = 100
    /// How often a script may run.
    public static let intervals = Duration.seconds(900) ... .seconds(7 * 86_400)

    /// The script's name: the second part of its facts' keys.
    public var name: String
    /// SHA-256 of the script's bytes in hexadecimal.
    public var digest: String
    /// The only platform that it runs on.
    public var platform: Platform
    /// The account that it runs as; empty for the one of the agent's own configuration.
    public var account: String
    /// After this it is killed with all that it started.
    public var timeLimit: Duration
    /// How long after one run the next begins.
    public var interval: Duration
    /// Whether it also runs on devices that are a person's own.
    public var runsOnPersonalDevices: Bool
    /// What it reports, in the order of names.
    public var settings: [CustomSetting]

    /// Makes the terms; the settings are put in order, and nothing is checked.
    public init(
        name: String, digest: String, platform: Platform = .linux, account: String = "",
        timeLimit: Duration = .seconds(60), interval: Duration = .seconds(8 * 3600),
        runsOnPersonalDevices: Bool = false, settings: [CustomSetting]
    ) {
        self.name = name
        self.digest = digest
        self.platform = platform
        self.account = account
        self.timeLimit = timeLimit
        self.interval = interval
        self.runsOnPersonalDevices = runsOnPersonalDevices
        self.settings = settings.sorted()
    }

    /// One line a member, in this order; no member can hold a line feed.
    public var lines: [String] {
        [
            "name \(name)", "sha256 \(digest)", "platform \(platform.rawValue)", "account \(account)",
            "timeLimit \(timeLimit.milliseconds)", "interval \(interval.milliseconds)",
            "personalDevices \(runsOnPersonalDevices)",
            "settings " + settings.map { "\($0.name):\($0.type.rawValue)" }.joined(separator: ","),
        ]
    }

    /// The keys of the facts that it reports.
    public var keys: [FactKey] { settings.map { FactKey(script: name, setting: $0.name) } }

    /// Whether every member is one that could have been agreed to: what came over the wire must be asked this.
    public var isWellFormed: Bool {
        (1...64).contains(name.utf8.count) && name.utf8.allSatisfy(CustomSetting.isNameByte)
            && digest.utf8.count == 64 && digest.utf8.allSatisfy(CustomSetting.isNameByte)
            && account.utf8.count <= 32 && account.utf8.allSatisfy(CustomSetting.isNameByte)
            && timeLimit >= .seconds(1) && timeLimit <= Self.longestTime && Self.intervals.contains(interval)
            && (1...Self.mostSettings).contains(settings.count) && settings.allSatisfy { CustomSetting.isName($0.name) }
            && Set(settings.map(\.name)).count == settings.count
    }
}
