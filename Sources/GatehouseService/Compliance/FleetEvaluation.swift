public import GatehouseModel

/// How far judging every device anew has come; kept as its job's payload, so that a restart goes on there.
public struct FleetEvaluation: Hashable, Sendable {
    /// When the change that asked for it was made.
    public var startedAt: Instant
    /// Devices that were judged since.
    public var evaluated: Int
    /// The last of them, in the order of their ids; `nil` before the first batch.
    var last: DeviceID?
    /// The facts of the requirements that changed: what looks at no other is left as it was found; `nil` for every one.
    var facts: Set<FactKey>?
    /// The least version of ``Evaluator`` that may judge.
    var evaluator: Int64

    init(
        startedAt: Instant, evaluated: Int = 0, last: DeviceID? = nil, facts: Set<FactKey>? = nil,
        evaluator: Int64 = Evaluator.version
    ) {
        self.startedAt = startedAt
        self.evaluated = evaluated
        self.last = last
        self.facts = facts
        self.evaluator = evaluator
    }

    /// Reads ``payload``; one that does not read starts from the first device and looks at everything.
    init(payload: String, dueAt: Instant) {
        let words = payload.split(separator: " ", omittingEmptySubsequences: false)
        guard words.count == 5, let start = Int64(words[0]), let evaluated = Int(words[1]),
            let evaluator = Int64(words[4])
        else {
            self.init(startedAt: dueAt)
            return
        }
        let facts = words[3].split(separator: ",").map { FactKey(String($0)) }
        self.init(
            startedAt: Instant(milliseconds: start), evaluated: evaluated, last: DeviceID(String(words[2])),
            facts: words[3] == "*" ? nil : Set(facts), evaluator: evaluator)
    }

    var payload: String {
        let keys = facts.map { $0.map(\.rawValue).sorted().joined(separator: ",") } ?? "*"
        return "\(startedAt.milliseconds) \(evaluated) \(last?.description ?? "-") \(keys) \(evaluator)"
    }

    /// This one begun anew for a further change, which makes those facts worth looking at too.
    func beginningAnew(at now: Instant, lookingAt facts: Set<FactKey>?, by evaluator: Int64) -> FleetEvaluation {
        let both = self.facts.flatMap { mine in facts.map { mine.union($0) } }
        return FleetEvaluation(startedAt: now, facts: both, evaluator: max(self.evaluator, evaluator))
    }
}

/// How the fleet stands.
public struct FleetCompliance: Hashable, Sendable {
    /// Devices by the state that they were judged to be in last; those never judged are `unknown`.
    public var devices: [ComplianceState: Int]
    /// What is under way; `nil` when every device was judged by the policies as they are.
    public var evaluation: FleetEvaluation?
}
