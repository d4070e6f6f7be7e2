import GatehouseModel

/// What a test says of a fact's value.
enum TestOutcome: Hashable {
    case holds
    case fails
    /// The value leaves open what the test asks; the text says what is missing.
    case unknown(String)
    /// The test cannot be put to this value; the text says why.
    case error(String)

    init(_ holds: Bool) { self = holds ? .holds : .fails }

    var inverted: TestOutcome {
        switch self {
        case .holds: .fails
        case .fails: .holds
        case .unknown, .error: self
        }
    }
}

extension FactTest {
    /// Puts the test to a value of a fact that the catalogue gives this type, if it knows the fact.
    func evaluate(_ value: FactValue, type: FactType?) -> TestOutcome {
        switch self {
        case .compare(let comparison, let wanted): return comparison.evaluate(value, wanted, type: type)
        case .rows(let quantifier, let tests):
            guard case .list(let rows) = value else { return .error("expected a table, found `\(value)`") }
            return Self.combine(rows.map { Self.row($0, tests, type: type) }, quantifier)
        }
    }

    /// Whether the test holds of something that is known not to exist: what is not there is not equal to anything.
    var holdsOfAbsent: Bool {
        switch self {
        case .compare(.notEquals, _), .compare(.noneOf, _), .compare(.notContains, _): true
        case .compare, .rows: false
        }
    }

    /// All of a row's columns together; a column that the row leaves out is unknown.
    static func row(_ row: FactValue, _ tests: [ColumnTest], type: FactType?) -> TestOutcome {
        guard case .record(let fields) = row else { return .error("expected a row, found `\(row)`") }
        var columns = [String: FactType]()
        if case .table(let types)? = type { columns = types }
        return all(
            tests.map { test in
                guard let value = fields[test.column] else {
                    return .unknown("a row does not say its `\(test.column)`")
                }
                return test.comparison.evaluate(value, test.value, type: columns[test.column])
            })
    }

    private static func combine(_ rows: [TestOutcome], _ quantifier: Quantifier) -> TestOutcome {
        switch quantifier {
        case .every: all(rows)
        case .some: all(rows.map(\.inverted)).inverted
        case .no: all(rows.map(\.inverted))
        }
    }

    /// Kleene's `and`, in which an error is an unknown that outweighs the others.
    private static func all(_ outcomes: [TestOutcome]) -> TestOutcome {
        var open: TestOutcome?
        for outcome in outcomes {
            switch outcome {
            case .fails: return .fails
            case .holds: break
            case .unknown: open = open ?? outcome
            case .error: if case .error? = open {} else { open = outcome }
            }
        }
        return open ?? .holds
    }
}
