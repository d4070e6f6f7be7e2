import GatehouseModel
import GatehouseWire

/// A device's verdict and what is behind it, for people: first what is wrong, and how to mend it.
struct ComplianceReport {
    let verdict: VerdictItem?
    let statuses: [RequirementStatusItem]

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
                    ("fact", status.fact), ("evidence", status.evidence),
                    ("grace ends", status.graceEnd?.description ?? ""), ("to mend it", status.remediation),
                ]).text(indent: "  "))
        }
    }

    /// What is unsatisfied first, each group as the server orders it.
    private var ordered: [RequirementStatusItem] {
        statuses.filter(\.result.isUnsatisfied) + statuses.filter { !$0.result.isUnsatisfied }
    }
}
