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
        /// Bytes of bodies.
        var held: [WorkBoard.Key: Int] = [:]
    }

    private let interval: Duration
    private let burst: Duration
    private let mostAtOnce: Int
    private let mostBytes: Int
    private let state = Mutex(State())

    /// - Parameters:
    ///   - rate: requests a second that a device may go on with.
    ///   - burst: requests that it may ask without a pause.
    ///   - mostAtOnce: requests that may be under way for it.
    ///   - mostBytes: of their bodies; one largest report, and something beside it.
    init(
        rate: Int, burst: Int, mostAtOnce: Int = 8, mostBytes: Int = DeviceRoutes.largestBody + (256 << 10)
    ) {
        self.mostAtOnce = mostAtOnce
        self.mostBytes = mostBytes
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

    /// Counts a part of a body, which must then be released; `false`, and nothing counted, where it is too much.
    func hold(_ part: Int, of key: WorkBoard.Key) -> Bool {
        state.withLock { state in
            let held = state.held[key, default: 0] + part
            guard held <= mostBytes else { return false }
            state.held[key] = held
            return true
        }
    }

    /// Parts that were counted are not held any more.
    func release(_ parts: Int, of key: WorkBoard.Key) {
        state.withLock { state in
            let left = (state.held[key] ?? parts) - parts
            state.held[key] = left > 0 ? left : nil
        }
    }
}
