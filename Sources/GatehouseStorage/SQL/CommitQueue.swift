import GatehouseService
import Synchronization

/// A write that waits for its transaction.
struct WaitingWrite: Sendable {
    /// Does the work; answers how to tell the caller once the work is durable.
    var run: @Sendable (any SQLConnection) throws -> (@Sendable () -> Void)
    var fail: @Sendable (any Error) -> Void
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

/// The line before the single writer: whoever finds it idle starts the writer, which takes batches until none is left.
///
/// No timer is involved: an idle store commits at once, a busy one commits together what came during the last commit.
final class CommitQueue: Sendable {
    private struct State {
        var waiting: [WaitingWrite] = []
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

    /// The next writes to commit together; when there is none, the writer is idle again.
    func next() -> [WaitingWrite]? {
        state.withLock { state in
            guard !state.waiting.isEmpty else {
                state.isDraining = false
                return nil
            }
            let taken = Array(state.waiting.prefix(batch))
            state.waiting.removeFirst(taken.count)
            return taken
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
