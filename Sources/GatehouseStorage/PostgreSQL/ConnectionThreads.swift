import Dispatch
import Foundation
import GatehouseService
import Synchronization

/// Threads with one connection each: a unit of work is synchronous and may wait for the server, which no thread of the
/// concurrency runtime may.
///
/// They take work in the order in which it came.
final class ConnectionThreads: Sendable {
    typealias Work = @Sendable (PostgreSQLSession) -> Void

    private struct State {
        var waiting: [Work] = []
        var isClosed = false
        var running: Int
        var ended: [CheckedContinuation<Void, Never>] = []
    }

    private let state: Mutex<State>
    private let signal = DispatchSemaphore(value: 0)
    private let count: Int
    private let capacity: Int

    init(
        _ address: PostgreSQLAddress, purpose: String, limits: PostgreSQLLimits, _ reachability: Reachability,
        count: Int, capacity: Int
    ) {
        state = Mutex(State(running: count))
        self.count = count
        self.capacity = capacity
        for number in 1...count {
            let thread = Thread { [self] in
                let session = PostgreSQLSession(address, purpose: purpose, limits: limits, reachability)
                while let work = next() { work(session) }
                session.drop()
                end()
            }
            thread.name = "\(purpose) \(number)"
            thread.stackSize = 4 << 20
            thread.start()
        }
    }

    /// Lets the next free thread do the work; refuses with `unavailable` when too much waits already, or when closed.
    func put(_ work: @escaping Work) throws(StoreError) {
        try state.withLock { state throws(StoreError) in
            guard !state.isClosed else { throw StoreError(.unavailable, "the store is closed") }
            guard state.waiting.count < capacity else { throw StoreError(.unavailable, "the store is overloaded") }
            state.waiting.append(work)
        }
        signal.signal()
    }

    /// Refuses further work and returns when what was accepted is done.
    func close() async {
        shut()
        await withCheckedContinuation { continuation in
            let isOver = state.withLock { state in
                if state.running > 0 { state.ended.append(continuation) }
                return state.running == 0
            }
            if isOver { continuation.resume() }
        }
    }

    /// Refuses further work; the threads end by themselves once they have done what was accepted.
    func shut() {
        state.withLock { $0.isClosed = true }
        for _ in 0..<count { signal.signal() }
    }

    private func next() -> Work? {
        while true {
            signal.wait()
            let (work, isClosed) = state.withLock { state in
                (state.waiting.isEmpty ? nil : state.waiting.removeFirst(), state.isClosed)
            }
            if let work { return work }
            if isClosed { return nil }
        }
    }

    private func end() {
        let ended = state.withLock { state in
            state.running -= 1
            return state.running == 0 ? state.ended : []
        }
        for continuation in ended { continuation.resume() }
    }
}
