import Synchronization

/// The newest change whose rows memory may hold, however far the feed was followed.
final class SeenPosition: Sendable {
    private let state = Mutex<FeedPosition?>(nil)

    var position: FeedPosition? {
        get { state.withLock(\.self) }
        set { state.withLock { $0 = newValue } }
    }
}
