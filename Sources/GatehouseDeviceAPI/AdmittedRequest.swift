import GatehouseService

/// A request of a device that was taken on: it counts in the node's and in the device's own budget until it is ended.
///
/// INVARIANT (ended once): whoever takes it out of the connection ends it, and nobody else has it then.
struct AdmittedRequest: Sendable {
    let kind: TrafficClass
    /// In bytes.
    let largestBody: Int
    private let key: WorkBoard.Key
    private let gate: AdmissionGate
    private let budget: DeviceBudget
    private var held = 0
    /// When it was read whole.
    private var readAt: ContinuousClock.Instant?

    /// What a device that asks too much is told to wait, in seconds.
    private static let ownWait = 5

    /// Takes on a request of the device, or says how it is answered instead.
    static func begin(
        _ kind: TrafficClass, of key: WorkBoard.Key, largestBody: Int, _ gate: AdmissionGate, _ budget: DeviceBudget
    ) -> Result<AdmittedRequest, Refused> {
        // A poll of a connection that the network lost is held to its end: that is no flood.
        if let wait = budget.refusal(of: key) { return .failure(Refused(answer: .tooMany(waiting: wait))) }
        guard kind == .poll || budget.begin(key) else { return .failure(Refused(answer: .tooMany(waiting: ownWait))) }
        let request = AdmittedRequest(kind: kind, largestBody: largestBody, key: key, gate: gate, budget: budget)
        do throws(Overloaded) {
            try gate.enter(kind)
        } catch {
            request.leaveBudget()
            return .failure(Refused(answer: .overloaded(error)))
        }
        return .success(request)
    }

    /// How a request is answered that was not taken on.
    struct Refused: Error {
        var answer: DeviceAnswer
    }

    private init(
        kind: TrafficClass, largestBody: Int, key: WorkBoard.Key, gate: AdmissionGate, budget: DeviceBudget
    ) {
        self.kind = kind
        self.largestBody = largestBody
        self.key = key
        self.gate = gate
        self.budget = budget
    }

    /// Makes room for a part of the body, or says how the request is answered instead.
    mutating func hold(_ part: Int) -> DeviceAnswer? {
        guard budget.hold(part, of: key) else { return .tooMany(waiting: Self.ownWait) }
        do throws(Overloaded) {
            try gate.hold(part, of: kind)
            held += part
            return nil
        } catch {
            budget.release(part, of: key)
            return .overloaded(error)
        }
    }

    mutating func wasRead() { readAt = .now }

    /// Gives back what it counted; `isAnswered` when its answer is ready.
    func end(isAnswered: Bool) {
        let took = readAt.map { ContinuousClock.now - $0 }
        gate.leave(kind, bytes: held, took: isAnswered ? took : nil)
        leaveBudget()
    }

    private func leaveBudget() {
        if held > 0 { budget.release(held, of: key) }
        if kind != .poll { budget.end(key) }
    }
}
