import GatehouseModel

extension Comparison {
    /// The comparison in words: `at least 12.5`.
    func words(_ value: FactValue) -> String {
        switch self {
        case .equals: "\(value)"
        case .notEquals: "not \(value)"
        case .atLeast: "at least \(value)"
        case .atMost: "at most \(value)"
        case .greaterThan: "more than \(value)"
        case .lessThan: "less than \(value)"
        case .oneOf: "one of \(value)"
        case .noneOf: "none of \(value)"
        case .contains: "contains \(value)"
        case .notContains: "does not contain \(value)"
        case .startsWith: "starts with \(value)"
        }
    }
}

extension FactTest {
    /// What the test asks, in words: `no row whose name is openssl and version is less than 3.0`.
    public var words: String {
        switch self {
        case .compare(let comparison, let value): return comparison.words(value)
        case .rows(let quantifier, let tests):
            let conditions = tests.map { test in
                switch test.comparison {
                case .contains, .notContains, .startsWith: "\(test.column) \(test.comparison.words(test.value))"
                default: "\(test.column) is \(test.comparison.words(test.value))"
                }
            }
            let condition = conditions.joined(separator: " and ")
            switch quantifier {
            case .every: return "every row: \(condition)"
            case .some: return "a row whose \(condition)"
            case .no: return "no row whose \(condition)"
            }
        }
    }

    /// What was found, in words; of a table, the rows that make it fail.
    func found(in value: FactValue, type: FactType?) -> String {
        guard case .rows(let quantifier, let tests) = self, case .list(let rows) = value else {
            return value.description.isEmpty ? "nothing" : value.description
        }
        let offending = rows.filter { row in
            let outcome = FactTest.row(row, tests, type: type)
            return quantifier == .no ? outcome == .holds : outcome == .fails
        }
        switch quantifier {
        case .some where offending.count == rows.count: return "none of \(rows.count) rows"
        case .some: return "\(rows.count - offending.count) of \(rows.count) rows"
        case .every, .no:
            guard !offending.isEmpty else { return "nothing against it in \(rows.count) rows" }
            let shown = offending.prefix(3).map(\.description).joined(separator: "; ")
            return "\(offending.count) of \(rows.count) rows: \(shown)\(offending.count > 3 ? "; …" : "")"
        }
    }
}
