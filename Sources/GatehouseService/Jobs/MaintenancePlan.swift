/// When old rows are forgotten: what is old by a clock that is wrong would be gone for good.
struct MaintenancePlan {
    /// From the start: a clock that was wrong at boot has been mended by then.
    private static let first = Duration.seconds(600)
    /// Between two times, and after the clock was set: somebody may see it before.
    private static let pause = Duration.seconds(3600)

    private var next: Duration

    init(startingAt uptime: Duration) { next = uptime + Self.first }

    /// Whether it is time; if so, the next time is an hour away.
    mutating func isDue(at uptime: Duration) -> Bool {
        guard uptime >= next else { return false }
        next = uptime + Self.pause
        return true
    }

    mutating func clockWasSet(at uptime: Duration) { next = max(next, uptime + Self.pause) }
}
