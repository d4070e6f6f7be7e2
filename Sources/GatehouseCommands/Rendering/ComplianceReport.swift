import GatehouseModel
import GatehouseWire

/// A device's verdict and what is behind it, for people: first what is wrong, and how to mend it.
struct ComplianceReport {
    let verdict: VerdictItem?
    let statuses: [RequirementStatusItem]
    var scheduledActions: [ScheduledActionItem] = []

    func print(_ console: Console) {
        guard let verdict else { return console.print("compliance  not judged yet") }
        console.print(
            Properties([
                ("compliance", "\(console.coloured(Table.Cell(verdict.state))) since \(verdict.since)"),
                ("grace ends", verdict.graceEnd?.description ?? ""), ("because", verdict.note ?? ""),
                ("valid until", verdict.validUntil.description),
            ]).text())
        guard !statuses.isEmpty else { return }
        console.print("")
        var table = Table(["REQUIREMENT", "RESULT", "WANTED", "FOUND", "SINCE"])
        for status in ordered {
            table.add([
                .init("\(status.policy)/\(status.requirement)"), .init(status.result), .init(status.wanted),
                .init(status.found), .init(status.since.description),
            ])
        }
        console.print(table)
        for status in ordered where status.result.isUnsatisfied {
            console.print("")
            console.print("\(status.policy)/\(status.requirement) is \(console.coloured(Table.Cell(status.result)))")
            console.print(
                Properties([
                    ("fact", status.fact), ("evidence", status.evidence), ("recovery", status.reports ?? ""),
                    ("grace ends", status.graceEnd?.description ?? ""), ("then", actions(for: status)),
                    ("to mend it", status.remediation),
                ]).text(indent: "  "))
        }
    }

    /// What was and will be done about it: `notify done, lock at 2026-11-28T09:00:00Z`.
    private func actions(for status: RequirementStatusItem) -> String {
        scheduledActions.filter { $0.policy == status.policy && $0.requirement == status.requirement }
            .map { "\($0.action) \($0.isDone ? "done" : "at \($0.dueAt)")" }.joined(separator: ", ")
    }

    /// What is unsatisfied first, each group as the server orders it.
    private var ordered: [RequirementStatusItem] {
        statuses.filter(\.result.isUnsatisfied) + statuses.filter { !$0.result.isUnsatisfied }
    }
}
