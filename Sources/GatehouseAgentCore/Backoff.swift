/// How long to wait before trying again: a window that doubles up to five minutes, and any point within it, so that
/// a fleet that lost its server together does not come back together.
public struct Backoff: Hashable, Sendable {
    /// The largest window: five minutes.
    public static let cap = Duration.seconds(300)
    private static let least = Duration.milliseconds(100)
    private static let longestAsked = Duration.seconds(3600)
    private var failures = 0

    /// Makes a back-off without a failure.
    public init() {}

    /// The wait after one more failure; never shorter than what the server asked for, of which an hour counts.
    ///
    /// - Parameter random: from 0 up to, not including, 1.
    public mutating func next(random: Double, asked: Duration? = nil) -> Duration {
        let window = failures < 9 ? min(Duration.seconds(1 << failures), Self.cap) : Self.cap
        failures += 1
        let wait = max(window * random, Self.least)
        guard let asked else { return wait }
        return min(asked, Self.longestAsked) + wait
    }

    /// Forgets the failures, once something worked.
    public mutating func reset() { failures = 0 }
}
