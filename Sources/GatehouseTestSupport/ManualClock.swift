public import GatehouseModel
import Synchronization

/// The time as a test wants it to be.
public final class ManualClock: Sendable {
    private let instant: Mutex<Instant>

    /// Makes a clock that stands still at `instant`.
    public init(at instant: Instant = .start) { self.instant = Mutex(instant) }

    /// The time that it was set to.
    public var now: Instant { instant.withLock { $0 } }

    /// Moves the time forwards and answers the new one.
    @discardableResult
    public func advance(by duration: Duration) -> Instant {
        instant.withLock { instant in
            instant = instant + duration
            return instant
        }
    }
}
