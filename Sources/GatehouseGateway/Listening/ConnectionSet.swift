import NIOCore
import Synchronization

/// The open connections of one listening socket.
final class ConnectionSet: Sendable {
    private struct Members {
        var channels: [ObjectIdentifier: any Channel] = [:]
        var isClosed = false
    }

    private let members = Mutex(Members())

    /// Takes a connection in until it closes; `false` once ``drain(within:)`` was called.
    func admit(_ channel: any Channel) -> Bool {
        let id = ObjectIdentifier(channel)
        let isAdmitted = members.withLock { members in
            guard !members.isClosed else { return false }
            members.channels[id] = channel
            return true
        }
        guard isAdmitted else { return false }
        channel.closeFuture.whenComplete { _ in self.members.withLock { _ = $0.channels.removeValue(forKey: id) } }
        return true
    }

    /// Has each connection look again at who is at its other end, before its next answer.
    func recheck() {
        for channel in members.withLock({ Array($0.channels.values) }) {
            channel.pipeline.fireUserInboundEventTriggered(TrustChangeEvent())
        }
    }

    /// Lets each connection finish what it is answering and close; cuts those that take longer than `limit`.
    func drain(within limit: TimeAmount) async {
        let channels = members.withLock { members in
            members.isClosed = true
            return Array(members.channels.values)
        }
        for channel in channels {
            channel.pipeline.fireUserInboundEventTriggered(DrainEvent())
            let cut = channel.eventLoop.scheduleTask(in: limit) { channel.close(promise: nil) }
            channel.closeFuture.whenComplete { _ in cut.cancel() }
        }
        for channel in channels { try? await channel.closeFuture.get() }
    }
}
