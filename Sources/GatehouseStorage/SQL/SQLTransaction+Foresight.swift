import GatehouseModel
import GatehouseService

extension SQLTransaction: Foresight {
    func foresee(reportOf device: DeviceID, facts: Set<FactKey>) throws {
        var questions: [(sql: String, arguments: [any SQLBindable])] = [
            (DeviceTable.byID, [device]), (Self.revision, []),
        ]
        for names in FactTable.groups(of: facts) { questions.append((FactTable.named(names.count), [device] + names)) }
        try foresee(questions)
    }

    /// Nothing is asked ahead where the answers were read for many devices at once.
    func foresee(judgingOf device: DeviceID, job kind: String) throws {
        guard known.statuses[device] == nil else { return }
        try foresee([
            (ComplianceTable.selectVerdict, [device]), (ComplianceTable.lastingIntervals, [device]),
            (JobTable.selectNamed, [kind, device.description]),
        ])
    }
}
