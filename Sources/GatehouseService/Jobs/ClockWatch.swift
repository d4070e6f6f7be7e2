import GatehouseModel
import Synchronization

/// Notices when the server's clock was set: the time of day and the time that went by then disagree.
public final class ClockWatch: Sendable {
    /// A clock that is kept right moves less than this between two looks.
    private static let tolerance = Duration.seconds(30)

    private struct State {
        /// When the uptime was zero, by the time of day.
        var origin: Instant?
        var jumps = 0
    }

    private let state = Mutex(State())

    /// Makes a watch that has not looked yet.
    public init() {}

    /// How often the clock was set by more than half a minute, since the start.
    public var jumps: Int { state.withLock(\.jumps) }

    /// How far the clock was set since the last look, negative when back; `nil` when it was not.
    func look(_ clock: Clock) -> Duration? {
        let origin = clock.now - clock.uptime
        return state.withLock { state in
            // It may creep: what is compared is the last look, not the first.
            defer { state.origin = origin }
            guard let before = state.origin else { return nil }
            let jump = origin - before
            guard jump > Self.tolerance || jump < .zero - Self.tolerance else { return nil }
            state.jumps += 1
            return jump
        }
    }
}
