import GatehouseService
import Synchronization

/// How much each device may ask: as much as a sound agent ever does, many times over, and no flood.
///
/// One time a device is kept: until when its requests are paid for in advance. Who was quiet for long has a burst to
/// spend.
final class DeviceBudget: Sendable {
    private struct State {
        var paidUntil: [WorkBoard.Key: ContinuousClock.Instant] = [:]
        var pruneAt = 1024
        var underWay: [WorkBoard.Key: Int] = [:]
    }

    private let interval: Duration
    private let burst: Duration
    private let mostAtOnce: Int
    private let state = Mutex(State())

    /// - Parameters:
    ///   - rate: requests a second that a device may go on with.
    ///   - burst: requests that it may ask without a pause.
    ///   - mostAtOnce: requests that may be under way for it.
    init(rate: Int, burst: Int, mostAtOnce: Int = 8) {
        self.mostAtOnce = mostAtOnce
        interval = .seconds(1) / max(rate, 1)
        self.burst = interval * max(burst, 1)
    }

    /// Takes one request from what the device has; `nil` when it has it, else the seconds after which to come again.
    func refusal(of key: WorkBoard.Key, at now: ContinuousClock.Instant = .now) -> Int? {
        state.withLock { state in
            let paid = max(state.paidUntil[key] ?? now, now) + interval
            guard paid - now <= burst else { return 5 }
            state.paidUntil[key] = paid
            if state.paidUntil.count > state.pruneAt {
                state.paidUntil = state.paidUntil.filter { $0.value > now }
                state.pruneAt = max(1024, state.paidUntil.count * 2)
            }
            return nil
        }
    }

    /// Counts a request that begins, and must then ``end(_:)``; `false` where too many of the device are under way.
    func begin(_ key: WorkBoard.Key) -> Bool {
        state.withLock { state in
            guard state.underWay[key, default: 0] < mostAtOnce else { return false }
            state.underWay[key, default: 0] += 1
            return true
        }
    }

    /// A request that began has ended.
    func end(_ key: WorkBoard.Key) {
        state.withLock { state in
            let left = (state.underWay[key] ?? 1) - 1
            state.underWay[key] = left > 0 ? left : nil
        }
    }
}
