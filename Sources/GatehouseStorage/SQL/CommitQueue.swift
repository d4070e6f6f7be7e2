import GatehouseService
import Synchronization

/// A write that waits for its transaction.
struct WaitingWrite: Sendable {
    /// Does the work; answers how to tell the caller once the work is durable.
    var run: @Sendable (any SQLConnection) throws -> (@Sendable () -> Void)
    var fail: @Sendable (any Error) -> Void
    /// When somebody began to wait for it.
    var since = ContinuousClock.now
}

extension WaitingWrite {
    /// Does `body`, and tells whoever waits for it how it ended.
    init<Result: Sendable>(
        _ body: @escaping @Sendable (any SQLConnection) throws -> Result,
        telling continuation: CheckedContinuation<Result, any Error>
    ) {
        self.init(
            run: { connection in
                let result = try body(connection)
                return { continuation.resume(returning: result) }
            },
            fail: { continuation.resume(throwing: $0) })
    }
}

/// The line before the single writer: whoever finds it idle starts the writer, which takes groups until none is left.
///
/// No timer is involved: an idle store commits at once, a busy one commits together what came during the last commit.
final class CommitQueue: Sendable {
    private struct State {
        var waiting: [WaitingWrite] = []
        /// Since when the oldest write of the group that is at work has waited.
        var oldestAtWork: ContinuousClock.Instant?
        var lastCommit = Duration.zero
        var isDraining = false
        var isClosed = false
    }

    private let state = Mutex(State())
    private let capacity: Int
    private let batch: Int

    init(capacity: Int = 4096, batch: Int = 256) {
        self.capacity = capacity
        self.batch = batch
    }

    /// Adds a write; `true` when the caller must start the writer.
    ///
    /// Refuses with `unavailable` when full or closed.
    func add(_ write: WaitingWrite) throws(StoreError) -> Bool {
        try state.withLock { state throws(StoreError) in
            guard !state.isClosed else { throw StoreError(.unavailable, "the store is closed") }
            guard state.waiting.count < capacity else {
                throw StoreError(.unavailable, "the store is overloaded")
            }
            state.waiting.append(write)
            defer { state.isDraining = true }
            return !state.isDraining
        }
    }

    /// Whether something waits; when nothing does, the writer is idle again.
    func hasNext() -> Bool {
        state.withLock { state in
            state.isDraining = !state.waiting.isEmpty
            return state.isDraining
        }
    }

    /// The writes to commit together next, which ``finish(leaving:after:)`` must follow.
    func take() -> [WaitingWrite] {
        state.withLock { state in
            let taken = Array(state.waiting.prefix(batch))
            state.waiting.removeFirst(taken.count)
            state.oldestAtWork = taken.first?.since
            return taken
        }
    }

    /// Notes that a group has ended; those of it that were not begun are the first of the next one.
    func finish(leaving rest: ArraySlice<WaitingWrite> = [], after duration: Duration) {
        state.withLock { state in
            state.waiting.insert(contentsOf: rest, at: 0)
            state.oldestAtWork = nil
            state.lastCommit = duration
        }
    }

    /// How busy the writer is.
    var load: StoreLoad {
        state.withLock { state in
            let oldest = state.oldestAtWork ?? state.waiting.first?.since
            return StoreLoad(
                waitingWrites: state.waiting.count, capacity: capacity,
                oldestWrite: oldest.map { max(.now - $0, .zero) } ?? .zero, lastCommit: state.lastCommit)
        }
    }

    /// Refuses further writes; `false` when it was closed already.
    func close() -> Bool {
        state.withLock { state in
            defer { state.isClosed = true }
            return !state.isClosed
        }
    }
}
