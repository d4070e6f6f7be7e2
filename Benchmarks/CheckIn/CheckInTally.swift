import Synchronization

/// What was measured of a run.
struct CheckInFigures: Sendable {
    /// Nanoseconds from a report to its acknowledgement, ascending.
    var times: [Int64] = []
    /// Bytes of the largest answer, head and body.
    var largestAnswer = 0
    var failures: [String] = []

    /// Milliseconds within which this share of the answers came.
    func quantile(_ share: Double) -> Double {
        guard !times.isEmpty else { return 0 }
        return Double(times[min(times.count - 1, Int(Double(times.count) * share))]) / 1e6
    }
}

/// Counts what all connections measure together, between the warm-up and the end.
final class CheckInTally: Sendable {
    private enum Phase {
        case warmingUp
        case measuring
        case over
    }
    private struct State {
        var phase = Phase.warmingUp
        var figures = CheckInFigures()
    }

    private let state = Mutex(State())

    func begin() { state.withLock { $0.phase = .measuring } }

    /// Ends the measurement and gives what was measured.
    func end() -> CheckInFigures {
        state.withLock { state in
            state.phase = .over
            state.figures.times.sort()
            return state.figures
        }
    }

    /// Notes one acknowledgement; `false` when no other report is wanted.
    func goesOn(after time: Int64, size: Int) -> Bool {
        state.withLock { state in
            if state.phase == .measuring {
                state.figures.times.append(time)
                state.figures.largestAnswer = max(state.figures.largestAnswer, size)
            }
            return state.phase != .over
        }
    }

    func fail(_ reason: String) {
        state.withLock { if $0.phase != .over { $0.figures.failures.append(reason) } }
    }
}
