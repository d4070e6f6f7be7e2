import GatehouseClient
import GatehouseModel
import GatehouseWire

/// Who would gain and lose access, for people.
struct DryRunReport {
    let response: DryRunResponse
    /// How far back recorded decisions were asked for, as the person wrote it.
    let replay: String

    static func show(
        _ request: DryRunRequest, _ api: APIClient, _ form: OutputFormat, _ console: Console
    ) async throws {
        let response: DryRunResponse = try await api.post(APIRoute.dryRun, request)
        try console.show(response, form) { Self(response: response, replay: request.replay ?? "").print($0) }
    }

    func print(_ console: Console) {
        let changes = ApplyResponse(results: response.results, warnings: response.warnings)
        ChangeReport(response: changes).printChanges(console, suffix: " (dry run)")
        let fleet = response.fleet
        console.print("")
        console.print(
            "\(console.coloured("now", .bold)): \(fleet.devices) devices, \(fleet.applications) applications: "
                + Self.totals(fleet.differences))
        if fleet.refused > 0 {
            console.print("  \(fleet.refused) devices have no identity to show and reach nothing either way")
        }
        for shift in fleet.verdicts {
            console.print("  \(shift.devices) devices: \(Self.words(shift.before)) -> \(Self.words(shift.after))")
        }
        Self.print(fleet.differences, counts: false, console)
        if let recorded = response.replay {
            console.print("")
            console.print(
                "\(console.coloured("last \(replay)", .bold)): \(recorded.decisions) recorded decisions: "
                    + Self.totals(recorded.differences))
            Self.print(recorded.differences, counts: true, console)
        }
        for note in response.notes { console.note("note: \(note)") }
        for locked in response.lockedOut {
            console.note(
                "warning: nobody who can reach the application `\(locked.application)` now (devices: "
                    + "\(locked.devices)) could reach it any more; applying it wants --confirm-lock-out")
        }
    }

    private static func totals(_ list: AccessDifferenceList) -> String {
        "\(list.losing) lose access, \(list.gaining) gain it, \(list.changing) are denied otherwise, "
            + "\(list.same) stay the same"
    }

    private static func words(_ state: ComplianceState?) -> String { state.map { Table.Cell($0).text } ?? "not judged" }

    private static func print(_ list: AccessDifferenceList, counts: Bool, _ console: Console) {
        guard !list.items.isEmpty else { return }
        var table = Table(
            ["EFFECT", "APPLICATION", "DEVICE"] + (counts ? ["TIMES"] : []) + ["WAS", "WOULD BE", "BECAUSE"],
            indent: "  ")
        for item in list.items {
            let device = item.deviceName.isEmpty ? item.device?.description ?? "none" : item.deviceName
            let reasons = item.reasonsAfter.first.map { $0.detail + ($0.policy.map { " (\($0))" } ?? "") } ?? ""
            table.add(
                [.init(item.effect.rawValue, colour(item.effect)), .init(item.application), .init(device)]
                    + (counts ? [.init(String(item.count))] : [])
                    + [.init(item.before), .init(item.after), .init(reasons)])
        }
        console.print(table)
        if list.truncated { console.print("  and more, which are not listed") }
    }

    private static func colour(_ effect: AccessDifferenceItem.Effect) -> Colour {
        switch effect {
        case .loses: .red
        case .gains: .green
        case .changes: .yellow
        }
    }
}
