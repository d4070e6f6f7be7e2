public import GatehouseModel

/// A discovery script: what a device runs to learn what no collector knows.
///
/// It runs nowhere until a second person approved exactly this version of it.
public struct ComplianceScript: Hashable, Sendable {
    /// The largest script, in bytes.
    public static let largest = ScriptRun.largestScript

    /// The second part of its facts' keys; without a `.`.
    public var name: String
    /// For people; may be empty.
    public var description: String
    /// The only platform that it runs on.
    public var platform: Platform
    /// The script; its first line names the interpreter.
    public var text: String
    /// The account that it runs as; empty for the one that a device's own configuration lists first.
    public var account: String
    /// After this it is killed with all that it started.
    public var timeLimit: Duration
    /// How long after one run the next begins.
    public var interval: Duration
    /// Whether it also runs on devices that are a person's own.
    public var runsOnPersonalDevices: Bool
    /// What it reports, in the order of names.
    public var settings: [CustomSetting]

    /// A script of a company's Linux devices, every 8 hours, for at most a minute, unless said otherwise.
    public init(
        name: String, description: String = "", platform: Platform = .linux, text: String, account: String = "",
        timeLimit: Duration = .seconds(60), interval: Duration = .seconds(8 * 3600),
        runsOnPersonalDevices: Bool = false, settings: [CustomSetting]
    ) {
        self.name = name
        self.description = description
        self.platform = platform
        self.text = text
        self.account = account
        self.timeLimit = timeLimit
        self.interval = interval
        self.runsOnPersonalDevices = runsOnPersonalDevices
        self.settings = settings.sorted()
    }

    /// What a second person agrees to.
    ///
    /// - Parameter digest: SHA-256 of ``text`` in hexadecimal.
    public func terms(digest: String) -> DiscoveryTerms {
        DiscoveryTerms(
            name: name, digest: digest, platform: platform, account: account, timeLimit: timeLimit,
            interval: interval, runsOnPersonalDevices: runsOnPersonalDevices, settings: settings)
    }
}
