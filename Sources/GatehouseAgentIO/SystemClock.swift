import GatehouseAgentCore
import GatehouseModel
import Glibc

extension Instant {
    /// The device's clock.
    static func now() -> Instant {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        return Instant(milliseconds: Int64(time.tv_sec) * 1000 + Int64(time.tv_nsec) / 1_000_000)
    }
}

extension Moment {
    /// The clock and the random numbers of the system.
    static func current() -> Moment {
        Moment(now: .now(), freshID: .random(), random: .random(in: 0..<1))
    }
}
