import Synchronization

/// The one place of a node where every request of devices, people and programs is taken on or put off.
///
/// It is asked before a request's body is read, and costs a lock and no waiting.
public final class AdmissionGate: Sendable {
    /// The store is looked at no more often: its figures cost it a lock.
    private static let pause = Duration.milliseconds(20)

    private struct State {
        var controller: AdmissionController
        var lookedAt: ContinuousClock.Instant
    }

    private let state: Mutex<State>
    private let load: @Sendable () -> StoreLoad

    /// Makes the gate of a node over a store; `load` must answer at once.
    public init(_ limits: AdmissionLimits = AdmissionLimits(), load: @escaping @Sendable () -> StoreLoad) {
        let now = ContinuousClock.now
        state = Mutex(State(controller: AdmissionController(limits, at: now), lookedAt: now - Self.pause))
        self.load = load
    }

    /// What was counted of every class, how much is put off, and how the store keeps up.
    public var figures: AdmissionController {
        state.withLock { state in
            look(&state, at: .now)
            return state.controller
        }
    }

    /// Takes on a request, which then must ``leave(_:bytes:took:)``.
    public func enter(_ kind: TrafficClass) throws(Overloaded) {
        let now = ContinuousClock.now
        let jitter = Double.random(in: 0..<1)
        try state.withLock { state throws(Overloaded) in
            look(&state, at: now)
            try state.controller.admit(kind, at: now, jitter: jitter)
        }
    }

    /// Counts a part of the body of a request that was taken on; where it is refused the request must still leave.
    public func hold(_ part: Int, of kind: TrafficClass) throws(Overloaded) {
        let now = ContinuousClock.now
        let jitter = Double.random(in: 0..<1)
        try state.withLock { state throws(Overloaded) in
            try state.controller.hold(part, of: kind, at: now, jitter: jitter)
        }
    }

    /// Ends a request that was taken on; `took` is `nil` when it came to no answer.
    public func leave(_ kind: TrafficClass, bytes: Int = 0, took: Duration? = nil) {
        state.withLock { $0.controller.finish(kind, bytes: bytes, took: took, at: .now) }
    }

    private func look(_ state: inout State, at now: ContinuousClock.Instant) {
        guard now - state.lookedAt >= Self.pause else { return }
        state.lookedAt = now
        state.controller.observe(load(), at: now)
    }
}
