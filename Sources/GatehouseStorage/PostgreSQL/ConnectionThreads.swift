import Dispatch
import Foundation
import GatehouseService
import Synchronization

/// Threads with one connection each: a unit of work is synchronous and may wait for the server, which no thread of the
/// concurrency runtime may.
///
/// They take work in the order in which it came. Work that has waited for too long is refused, not done.
final class ConnectionThreads: Sendable {
    /// What a connection is to do, and whom to tell when it does not come to that.
    struct Work: Sendable {
        var run: @Sendable (PostgreSQLSession) -> Void
        var refuse: @Sendable (StoreError) -> Void
        fileprivate var since = ContinuousClock.now

        init(
            run: @escaping @Sendable (PostgreSQLSession) -> Void, refuse: @escaping @Sendable (StoreError) -> Void
        ) {
            self.run = run
            self.refuse = refuse
        }
    }

    /// How much may wait for a connection, and for how long.
    struct Patience {
        var capacity = Int.max
        var wait: Duration?
    }

    private struct State {
        var waiting: [Work] = []
        var isClosed = false
        var running: Int
        var ended: [CheckedContinuation<Void, Never>] = []
    }

    private static let overloaded = StoreError(
        .unavailable, "the database is busy: ask again in a moment", detail: "no connection was free in time")

    private let state: Mutex<State>
    private let signal = DispatchSemaphore(value: 0)
    private let count: Int
    private let patience: Patience

    init(
        _ address: PostgreSQLAddress, purpose: String, limits: PostgreSQLLimits, _ reachability: Reachability,
        count: Int = 1, patience: Patience = Patience()
    ) {
        state = Mutex(State(running: count))
        self.count = count
        self.patience = patience
        for number in 1...count {
            let thread = Thread { [self] in
                let session = PostgreSQLSession(address, purpose: purpose, limits: limits, reachability)
                while let work = next() { work.run(session) }
                session.drop()
                end()
            }
            thread.name = "\(purpose) \(number)"
            thread.stackSize = 4 << 20
            thread.start()
        }
    }

    /// Lets the next free thread do the work; refuses with `unavailable` when too much waits already, or when closed.
    func put(_ work: Work) throws(StoreError) {
        let late = try state.withLock { state throws(StoreError) in
            guard !state.isClosed else { throw StoreError(.unavailable, "the store is closed") }
            let late = takeLate(&state)
            guard state.waiting.count < patience.capacity else { throw Self.overloaded }
            state.waiting.append(work)
            return late
        }
        for work in late { work.refuse(Self.overloaded) }
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

    /// What has waited for too long: the oldest stand first.
    private func takeLate(_ state: inout State) -> ArraySlice<Work> {
        guard let wait = patience.wait, let first = state.waiting.first else { return [] }
        let limit = ContinuousClock.now - wait
        guard first.since < limit else { return [] }
        let late = state.waiting.prefix { $0.since < limit }
        state.waiting.removeFirst(late.count)
        return late
    }

    private func next() -> Work? {
        while true {
            signal.wait()
            let (late, work, isClosed) = state.withLock { state in
                let late = takeLate(&state)
                return (late, state.waiting.isEmpty ? nil : state.waiting.removeFirst(), state.isClosed)
            }
            for work in late { work.refuse(Self.overloaded) }
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
