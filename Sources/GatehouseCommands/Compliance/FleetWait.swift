import GatehouseClient
import GatehouseWire

/// Waits until no device is to be judged anew any more.
struct FleetWait {
    private static let interval = Duration.milliseconds(200)

    let api: APIClient

    /// Says how far it has come as often as that changes.
    func run(_ console: Console) async throws {
        var said = ""
        while true {
            let fleet: FleetComplianceItem = try await api.get(APIRoute.compliance)
            guard let evaluation = fleet.evaluation else { return }
            let progress = Self.progress(evaluation, of: fleet)
            if progress != said { console.note(progress) }
            said = progress
            try await Task.sleep(for: Self.interval)
        }
    }

    static func progress(_ evaluation: FleetComplianceItem.Evaluation, of fleet: FleetComplianceItem) -> String {
        let devices = fleet.counts.map(\.devices).reduce(0, +)
        return "judging every device anew since \(evaluation.startedAt): \(evaluation.evaluated) of \(devices) done"
    }
}
