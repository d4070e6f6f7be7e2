/// What exactly a device is told to do: a kind with what it needs to know.
public enum ActionCommand: Hashable, Sendable {
    case sync
    case lock
    case reboot
    case shutdown
    case retire(isDryRun: Bool)
    case wipe(WipeScope, isDryRun: Bool)
    case rename(to: String)
    case collectLogs
    case runScript(ScriptRun)

    /// How much a wipe removes.
    public enum WipeScope: String, Sendable, Hashable, CaseIterable {
        /// Our identity, and what the agent's own configuration lists.
        case selective
        /// Every disk; a platform that cannot do so answers `notSupported`.
        case wholeDisk
    }

    /// The kind, without particulars.
    public var kind: ActionKind {
        switch self {
        case .sync: .sync
        case .lock: .lock
        case .reboot: .reboot
        case .shutdown: .shutdown
        case .retire: .retire
        case .wipe: .wipe
        case .rename: .rename
        case .collectLogs: .collectLogs
        case .runScript: .runScript
        }
    }

    /// Whether it only tells what it would remove.
    public var isDryRun: Bool {
        switch self {
        case .retire(let isDryRun), .wipe(_, let isDryRun): isDryRun
        default: false
        }
    }
}

/// How a script is run.
public struct ScriptRun: Hashable, Sendable {
    /// The largest script, in bytes.
    public static let largestScript = 64 << 10
    /// The longest that a script may run.
    public static let longestTime = Duration.seconds(3600)

    /// SHA-256 of the script's bytes in hexadecimal.
    public var digest: String
    /// The account that it runs as; empty for the one of the agent's own configuration.
    public var account: String
    /// After this it is killed with all that it started.
    public var timeLimit: Duration

    /// Makes the particulars; nothing is checked.
    public init(digest: String, account: String = "", timeLimit: Duration = .seconds(300)) {
        self.digest = digest
        self.account = account
        self.timeLimit = timeLimit
    }
}
