import GatehouseModel
import Glibc

/// A point on the monotonic clock, which no change of the wall clock moves.
struct Deadline: Sendable {
    private let milliseconds: Int64

    init(after duration: Duration) { milliseconds = Self.now() + duration.milliseconds }

    var remaining: Int64 { max(milliseconds - Self.now(), 0) }

    /// Waits for input, an end or an error on `descriptor`; false when the time is up first.
    func waitUntilReadable(_ descriptor: Int32) -> Bool {
        var entry = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
        while true {
            let ready = poll(&entry, 1, Int32(clamping: remaining))
            if ready > 0 { return true }
            if ready == 0 || errno != EINTR { return false }
        }
    }

    private static func now() -> Int64 {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return Int64(time.tv_sec) * 1000 + Int64(time.tv_nsec) / 1_000_000
    }
}
