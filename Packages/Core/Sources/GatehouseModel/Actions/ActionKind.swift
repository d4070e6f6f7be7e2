/// What a device can be told to do, once.
public enum ActionKind: String, Sendable, Hashable, CaseIterable {
    /// Collect all facts and check in now.
    case sync
    /// Lock every session of a person.
    case lock
    case reboot
    case shutdown
    /// Leave the fleet: remove our identity and what we configured.
    case retire
    /// Retire, and remove the paths and accounts that the agent's own configuration lists.
    case wipe
    /// Take another host name.
    case rename
    /// Upload the newest lines of the system's and the agent's own logs.
    case collectLogs
    /// Run a signed script.
    case runScript

    /// Whether it can tell what it would remove, and remove nothing.
    public var hasDryRun: Bool { self == .retire || self == .wipe }

    /// Whether carrying it out twice does no more than once: what an interruption leaves is begun again.
    public var isRepeatable: Bool {
        switch self {
        case .sync, .lock, .rename, .collectLogs, .retire, .wipe: true
        case .reboot, .shutdown, .runScript: false
        }
    }

    /// Whether it can take long: a device does one of these at a time, so that the others are not kept waiting.
    public var mayTakeLong: Bool { self == .collectLogs || self == .runScript }

    /// Whether it shows or runs what is the owner's own affair on a device that is theirs.
    public var isRefusedOnPersonalDevices: Bool { self == .collectLogs || self == .runScript }
}
