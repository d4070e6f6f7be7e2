import GatehouseModel
import Synchronization

/// Stores that could not be changed, and are left alone for a while: one that hangs must not delay the others' each time,
/// and the log says it once an hour.
final class BrowserTroubles: Sendable {
    private static let pause = Duration.seconds(3600)

    private let ends = Mutex<[String: Instant]>([:])

    func note(_ folder: String, at now: Instant) { ends.withLock { $0[folder] = now + Self.pause } }

    func forget(_ folder: String) { ends.withLock { _ = $0.removeValue(forKey: folder) } }

    /// Whether the store is left alone now; also not for longer because somebody set the clock.
    func isPaused(_ folder: String, at now: Instant) -> Bool {
        ends.withLock { ends in
            guard let end = ends[folder] else { return false }
            return now < end && end - now <= Self.pause
        }
    }
}
