import GatehouseModel
import NIOCore
import Synchronization

/// When each device was sent an action and when it had it.
final class ActionTally: Sendable {
    private struct State {
        var sent: [NIODeadline?]
        /// Devices in the order in which they get their single actions; those whose turn it was are dropped.
        var next = 0
        var figures = CheckInFigures()
        var open = 0
    }

    private let devices: [DeviceID]
    private let state: Mutex<State>

    init(_ devices: [DeviceID]) {
        self.devices = devices
        state = Mutex(State(sent: Array(repeating: nil, count: devices.count)))
    }

    /// Actions that devices have received since the last ``take()``.
    var arrived: Int { state.withLock { $0.figures.times.count } }
    /// Actions that were received and are not reported yet.
    var open: Int { state.withLock(\.open) }

    /// The device whose turn it is, from now on; round and round, so that none has two at once for long.
    func begin() -> DeviceID {
        state.withLock { state in
            let number = state.next % devices.count
            state.next += 1
            state.sent[number] = .now()
            return devices[number]
        }
    }

    /// From now on every device waits for one.
    func expectAll() {
        let now = NIODeadline.now()
        state.withLock { state in for number in state.sent.indices { state.sent[number] = now } }
    }

    func received(by number: Int) {
        let now = NIODeadline.now()
        state.withLock { state in
            state.open += 1
            guard let sent = state.sent[number] else { return }
            state.sent[number] = nil
            state.figures.times.append((now - sent).nanoseconds)
        }
    }

    func reported() { state.withLock { $0.open -= 1 } }

    func fail(_ reason: String) { state.withLock { $0.figures.failures.append(reason) } }

    /// What was measured since the last time.
    func take() -> CheckInFigures {
        state.withLock { state in
            var figures = state.figures
            figures.times.sort()
            state.figures = CheckInFigures()
            return figures
        }
    }
}
