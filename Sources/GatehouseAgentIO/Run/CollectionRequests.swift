import GatehouseAgentCore
import GatehouseModel
import Synchronization

/// What the network side wants of the collecting side; the only state that both threads touch.
final class CollectionRequests: Sendable {
    enum Stop: Hashable, Sendable {
        case asked
        /// Another version was installed, which is to be started.
        case updated
        case identityRefused(IdentityRefusal)
        /// The device has left the fleet: its identity is to go.
        case left
    }

    struct Wishes: Sendable {
        /// Collect everything, whatever changed.
        var everything = false
        /// Actions that end when what was collected is with the server.
        var syncs: [ActionID] = []
        var stop: Stop?
    }

    private let wishes = Mutex(Wishes())
    private let wake: @Sendable () -> Void

    /// - Parameter wake: ends the wait of the collecting thread.
    init(wake: @escaping @Sendable () -> Void) { self.wake = wake }

    func collectEverything(for sync: ActionID? = nil) {
        wishes.withLock { wishes in
            wishes.everything = true
            if let sync { wishes.syncs.append(sync) }
        }
        wake()
    }

    func stop(_ reason: Stop) {
        wishes.withLock { $0.stop = $0.stop ?? reason }
        wake()
    }

    func take() -> Wishes {
        wishes.withLock { wishes in
            defer { wishes = Wishes(stop: wishes.stop) }
            return wishes
        }
    }
}
