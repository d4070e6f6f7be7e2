import NIOCore
import Synchronization

/// How many connections are open over all sockets.
final class ConnectionCount: Sendable {
    private let open = Atomic<Int>(0)
    private let admitted = Atomic<Int>(0)

    /// How many were let in since the start.
    var total: Int { admitted.load(ordering: .relaxed) }

    /// Counts a connection until it closes, unless there are `maximum` already.
    func admit(_ channel: any Channel, upTo maximum: Int) -> Bool {
        guard open.add(1, ordering: .relaxed).newValue <= maximum else {
            open.subtract(1, ordering: .relaxed)
            return false
        }
        admitted.add(1, ordering: .relaxed)
        channel.closeFuture.whenComplete { _ in self.open.subtract(1, ordering: .relaxed) }
        return true
    }
}
