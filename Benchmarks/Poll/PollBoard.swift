import Synchronization

/// The polls that wait, whichever way each candidate holds them.
final class PollBoard: Sendable {
    private let waiters = Mutex<[@Sendable () -> Void]>([])

    var count: Int { waiters.withLock(\.count) }

    func wait(_ waiter: @escaping @Sendable () -> Void) {
        waiters.withLock { $0.append(waiter) }
    }

    /// Suspends the task until the next answer.
    func wait() async {
        await withCheckedContinuation { continuation in wait { continuation.resume() } }
    }

    /// Answers every poll that waits.
    func wakeAll() {
        let woken = waiters.withLock { waiters in
            defer { waiters = [] }
            return waiters
        }
        for waiter in woken { waiter() }
    }
}
