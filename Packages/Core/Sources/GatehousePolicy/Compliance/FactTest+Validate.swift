import GatehouseModel

extension FactTest {
    /// What is wrong with putting this test to `key`, with paths below `path`.
    ///
    /// - Parameter declared: the type that a requirement gives a fact of the family `custom`.
    func problems(on key: FactKey, declaredAs declared: FactType? = nil, at path: String) -> [PolicyProblem] {
        let custom = declared.flatMap { FactCatalogue.customDefinition(of: key, type: $0) }
        guard let definition = custom ?? FactCatalogue.definition(of: key) else {
            if key.isCustom {
                return [PolicyProblem("\(path).fact", "`\(key)` has no type", hint: "add `type`, as the script has it")]
            }
            let near = Spelling.nearest(to: key.rawValue, among: FactCatalogue.all.map(\.key.rawValue))
            return [PolicyProblem("\(path).fact", "unknown fact `\(key)`", hint: near.map { "did you mean `\($0)`?" })]
        }
        switch self {
        case .compare(let comparison, let wanted):
            return comparison.problem(comparing: definition.type, with: wanted)
                .map { [PolicyProblem("\(path).test", $0.message, hint: $0.hint)] } ?? []
        case .rows(_, let tests):
            guard case .table(let columns) = definition.type else {
                return [PolicyProblem("\(path).test", "`\(key)` is \(definition.type.name): it has no rows to test")]
            }
            if tests.isEmpty { return [PolicyProblem("\(path).test.rows", "no column is tested")] }
            return tests.enumerated().compactMap { number, test in
                test.problem(among: columns, at: "\(path).test.rows[\(number)]")
            }
        }
    }
}

extension ColumnTest {
    fileprivate func problem(among columns: [String: FactType], at path: String) -> PolicyProblem? {
        guard let type = columns[column] else {
            let near = Spelling.nearest(to: column, among: columns.keys.sorted())
            return PolicyProblem(
                "\(path).column", "unknown column `\(column)`", hint: near.map { "did you mean `\($0)`?" })
        }
        return comparison.problem(comparing: type, with: value)
            .map { PolicyProblem("\(path).value", $0.message, hint: $0.hint) }
    }
}
