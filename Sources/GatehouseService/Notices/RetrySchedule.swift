/// When a message that was not accepted is sent again: after longer and longer waits, and not for ever.
public struct RetrySchedule: Sendable {
    private static let first = Duration.seconds(15)
    private static let longest = Duration.seconds(3600)

    private let attempts: Int
    private let jitter: @Sendable () -> Double

    /// With 14 attempts the last is made about eight hours after the first.
    ///
    /// - Parameter jitter: a factor near 1, so that messages that failed together do not come back together.
    public init(
        attempts: Int = 14, jitter: @escaping @Sendable () -> Double = { Double.random(in: 0.75...1.25) }
    ) {
        self.attempts = attempts
        self.jitter = jitter
    }

    /// The wait after so many attempts, at least what the other side asked for within an hour; `nil` gives up.
    func wait(afterAttempt attempt: Int, asked: Duration?) -> Duration? {
        guard attempt < attempts else { return nil }
        let doubled = min(Self.first * (1 << min(max(attempt - 1, 0), 20)), Self.longest)
        return max(doubled * jitter(), min(asked ?? .zero, Self.longest))
    }
}
