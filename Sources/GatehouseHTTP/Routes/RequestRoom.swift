import GatehouseService
import Synchronization

/// The place of one request among all that are under way: what its body takes is counted as it comes.
final class RequestRoom: Sendable {
    private let gate: AdmissionGate
    private let traffic: TrafficClass
    private let held = Atomic<Int>(0)

    /// Takes the request on, or throws ``Overloaded``; what was taken on must ``leave()``.
    init(_ traffic: TrafficClass, _ gate: AdmissionGate) throws(Overloaded) {
        try gate.enter(traffic)
        self.traffic = traffic
        self.gate = gate
    }

    func hold(_ part: Int) throws(Overloaded) {
        try gate.hold(part, of: traffic)
        held.add(part, ordering: .relaxed)
    }

    func leave() { gate.leave(traffic, bytes: held.load(ordering: .relaxed)) }
}
