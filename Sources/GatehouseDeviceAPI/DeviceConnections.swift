import NIOCore
import Synchronization

/// Tells a connection that other authorities are believed now than at its handshake.
struct TrustChangeEvent: Sendable {}

/// The connections that are open, so that a server that stops can end each in good order.
final class DeviceConnections: Sendable {
    private let open = Mutex<[ObjectIdentifier: any Channel]>([:])
    private let draining = Atomic(false)

    var isDraining: Bool { draining.load(ordering: .acquiring) }

    /// `false` where `limit` are open already.
    func add(_ channel: any Channel, limit: Int) -> Bool {
        open.withLock { open in
            guard open.count < limit else { return false }
            open[ObjectIdentifier(channel)] = channel
            return true
        }
    }

    func remove(_ channel: any Channel) {
        open.withLock { _ = $0.removeValue(forKey: ObjectIdentifier(channel)) }
    }

    /// Has each connection look again at who is at its other end, before its next request, or its poll is answered.
    func recheck() {
        for channel in open.withLock({ Array($0.values) }) {
            channel.pipeline.fireUserInboundEventTriggered(TrustChangeEvent())
        }
    }

    /// Answers every poll, ends what is idle, and lets what is being answered finish.
    func drain() {
        draining.store(true, ordering: .releasing)
        for channel in open.withLock({ Array($0.values) }) {
            channel.pipeline.fireUserInboundEventTriggered(ChannelShouldQuiesceEvent())
        }
    }

    /// Waits until none is open; a task that is cancelled does not wait.
    func wait(atMost limit: Duration) async {
        let end = ContinuousClock.now + limit
        while ContinuousClock.now < end, !open.withLock(\.isEmpty), !Task.isCancelled {
            try? await Task.sleep(for: .milliseconds(20))
        }
    }
}
