public import GatehouseModel

/// Which of the installed versions runs: the question that every start of the agent begins with.
public enum LaunchDecision: Hashable, Sendable {
    /// This very program.
    case runHere
    /// The installed version has proved itself, and takes this one's place.
    case replace(SemanticVersion)
    /// The installed version is on trial: it runs as a child, and is watched until the instant.
    case watch(SemanticVersion, since: Instant)
    /// What is installed is no longer wanted.
    case discard(SemanticVersion)

    /// Decides for a program of version `own` that found `installed` beside it.
    ///
    /// An older or equal version beside is never run: a package that was upgraded wins over an update. A version that
    /// failed is never run either, whatever the link says.
    public init(
        own: SemanticVersion, installed: SemanticVersion?, record: UpdateRecord, now: Instant
    ) {
        guard let installed else {
            self = .runHere
            return
        }
        if installed <= own || record.failure?.version == installed && record.trial == nil {
            self = .discard(installed)
        } else if let trial = record.trial, trial.version == installed {
            self = .watch(installed, since: trial.since ?? now)
        } else {
            self = .replace(installed)
        }
    }
}
