public import GatehouseModel

/// Watches a version on trial from outside it: it has proved itself once the server acknowledged a check-in of its.
public struct TrialMachine: Sendable {
    /// What the machine is told.
    public enum Event: Hashable, Sendable {
        case start
        /// When the server acknowledged something last, as the version on trial wrote it down.
        case contact(Instant?)
        /// The version on trial ended by itself.
        case ended(status: Int32)
        case timerFired
        /// The service manager wants the agent to stop.
        case stopAsked
    }

    /// What the driver must do, in the order given.
    public enum Action: Hashable, Sendable {
        case startChild
        /// Look at the last contact, and tell.
        case look
        case wake(after: Duration)
        case stopChild
        /// Make durable before anything else is done.
        case save(UpdateRecord)
        /// The link goes back to the version before; `nil` is the package's, and no link.
        case takeBack(to: SemanticVersion?)
        /// Start anew from the top: the decision is another one now.
        case relaunch
        case exit(Int32)
    }

    /// How long a version has to be acknowledged.
    public static let patience = Duration.seconds(300)
    private static let interval = Duration.seconds(1)
    /// Statuses that say something of the device and not of the program: the server refuses this identity.
    private static let innocent: Set<Int32> = [4]

    private let version: SemanticVersion
    private let since: Instant
    private var record: UpdateRecord
    private var isOver = false

    /// A trial of `version` that began at `since`, which an earlier start may have been.
    public init(_ version: SemanticVersion, since: Instant, record: UpdateRecord) {
        self.version = version
        self.since = since
        self.record = record
    }

    /// Takes one event and answers what is to be done; nothing once the trial is over.
    public mutating func event(_ event: Event, now: Instant) -> [Action] {
        guard !isOver else { return [] }
        switch event {
        case .start:
            record.trial = .init(version: version, previous: record.trial?.previous, since: since)
            return [.save(record), .startChild, .wake(after: Self.interval)]
        case .timerFired: return [.look]
        case .contact(let last): return looked(last, now)
        case .ended(let status) where Self.innocent.contains(status):
            isOver = true
            return [.exit(status)]
        case .ended(let status):
            // Somebody may have asked one that ends well to do so.
            return fail("it ended with status \(status)", mayBeRetried: status == 0, now)
        case .stopAsked:
            // Neither proved nor failed: the next start goes on with the trial.
            isOver = true
            return [.stopChild, .exit(0)]
        }
    }

    private mutating func looked(_ last: Instant?, _ now: Instant) -> [Action] {
        if let last, last > since {
            isOver = true
            record.confirm()
            return [.save(record), .stopChild, .relaunch]
        }
        // A clock that was set back must not make the trial endless.
        if now - since >= Self.patience || now < since - Self.patience {
            let reason = "no check-in was acknowledged within \(Self.patience.text)"
            return [.stopChild] + fail(reason, mayBeRetried: true, now)
        }
        return [.wake(after: Self.interval)]
    }

    private mutating func fail(_ reason: String, mayBeRetried: Bool, _ now: Instant) -> [Action] {
        isOver = true
        let previous = record.trial?.previous
        record.fail(version, reason, mayBeRetried: mayBeRetried, at: now)
        return [.save(record), .takeBack(to: previous), .relaunch]
    }
}
