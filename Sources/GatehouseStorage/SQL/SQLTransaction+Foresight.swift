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
}
