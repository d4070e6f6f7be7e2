import GatehouseModel
import GatehousePolicy

/// The median time of one decision from memory, over requests of every sort.
struct DecisionMeasurement {
    /// A processor that was at rest is slow at first.
    private static let warmUp = Duration.seconds(1)
    private static let duration = Duration.seconds(2)

    let policyCount: Int
    let nanoseconds: Double

    init(policyCount: Int) {
        self.policyCount = policyCount
        let workload = Workload(policyCount: policyCount)
        let compiled = CompiledAccessPolicies(workload.policies, settings: AccessSettings())
        var allowed = 0
        var times = [Double]()
        let clock = ContinuousClock()
        let begin = clock.now
        while clock.now - begin < Self.warmUp + Self.duration {
            let elapsed = clock.measure {
                for request in workload.requests where compiled.decide(request, at: workload.now).outcome == .allow {
                    allowed += 1
                }
            }
            if clock.now - begin > Self.warmUp {
                times.append(Double(elapsed.components.attoseconds) / 1e9 / Double(workload.requests.count))
            }
        }
        precondition(allowed > 0, "the workload allows nothing: it would measure only denials")
        nanoseconds = times.sorted()[times.count / 2]
    }

    /// One line of JSON.
    var row: String {
        "{\"name\": \"decision.\(policyCount)\", \"value\": \(Double(Int(nanoseconds * 10)) / 10), \"unit\": \"ns\"}"
    }
}
