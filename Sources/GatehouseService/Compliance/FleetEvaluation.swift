public import GatehouseModel

/// How far judging every device anew has come; kept as its job's payload, so that a restart goes on there.
public struct FleetEvaluation: Hashable, Sendable {
    /// When the change that asked for it was made.
    public var startedAt: Instant
    /// Devices that were judged since.
    public var evaluated: Int
    /// The last of them, in the order of their ids; `nil` before the first batch.
    var last: DeviceID?

    init(startedAt: Instant, evaluated: Int = 0, last: DeviceID? = nil) {
        self.startedAt = startedAt
        self.evaluated = evaluated
        self.last = last
    }

    /// Reads ``payload``; one that does not read starts from the first device.
    init(payload: String, dueAt: Instant) {
        let words = payload.split(separator: " ")
        guard words.count == 3, let start = Int64(words[0]), let evaluated = Int(words[1]) else {
            self.init(startedAt: dueAt)
            return
        }
        self.init(startedAt: Instant(milliseconds: start), evaluated: evaluated, last: DeviceID(String(words[2])))
    }

    var payload: String { "\(startedAt.milliseconds) \(evaluated) \(last?.description ?? "-")" }
}

/// How the fleet stands.
public struct FleetCompliance: Hashable, Sendable {
    /// Devices by the state that they were judged to be in last; those never judged are `unknown`.
    public var devices: [ComplianceState: Int]
    /// What is under way; `nil` when every device was judged by the policies as they are.
    public var evaluation: FleetEvaluation?
}
