import GatehouseKeys
import GatehouseModel
import GatehouseSimulatorIO
import GatehouseWire
import NIOCore

/// One device's side of the check-in: what it says next, and whether the answer acknowledges it.
struct CheckInReporter: Sendable {
    private let host: String
    private let hardware: String
    private let facts: [Fact]
    /// The two values of the fact that goes back and forth, the held one first; `nil` when nothing changes.
    private var flip: (held: Fact, other: Fact)?
    private var base = ""
    private var digest: StateDigest
    private var expected: [UInt8] = []
    private var sequence: Int64 = 0

    init(host: String, hardware: String, facts: [Fact], flip: (first: Fact, other: Fact)?) {
        self.host = host
        self.hardware = hardware
        self.facts = facts
        self.flip = flip.map { ($0.first, $0.other) }
        digest = StateDigest(facts)
    }

    /// The next report: everything at first, then one change or none; only after the last was acknowledged.
    mutating func next(at now: Instant) -> ByteBuffer {
        var changed = [Fact]()
        if base.isEmpty {
            changed = facts
        } else if let (held, other) = flip {
            digest.toggle(StateDigest(of: held))
            digest.toggle(StateDigest(of: other))
            flip = (other, held)
            changed = [other]
        }
        if !changed.isEmpty { sequence += 1 }
        let state = digest.description
        let request = CheckInRequest(
            requestID: .random(), sequence: sequence, hardware: hardware, base: base, state: state, clock: now,
            changed: changed, removed: [])
        base = state
        expected = Array("{\"state\":\"\(state)\"".utf8)
        return HTTPExchange.post(AgentRoute.checkIn, request.bytes, host: host)
    }

    /// Whether the answer is durable acknowledgement of the report that was sent last.
    func isAcknowledged(by answer: HTTPAnswer) -> Bool {
        answer.status == 200 && answer.body.readableBytesView.starts(with: expected)
    }
}
