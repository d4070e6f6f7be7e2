import GatehouseModel

extension Comparison {
    /// Compares what was found with what is wanted; values that cannot be compared are an error, never a pass.
    func evaluate(_ found: FactValue, _ wanted: FactValue, type: FactType?) -> TestOutcome {
        switch self {
        case .equals: Self.equality(found, wanted, type: type)
        case .notEquals: Self.equality(found, wanted, type: type).inverted
        case .atLeast: Self.order(found, wanted, type: type) { $0 >= 0 }
        case .atMost: Self.order(found, wanted, type: type) { $0 <= 0 }
        case .greaterThan: Self.order(found, wanted, type: type) { $0 > 0 }
        case .lessThan: Self.order(found, wanted, type: type) { $0 < 0 }
        case .oneOf: Self.membership(found, wanted, type: type)
        case .noneOf: Self.membership(found, wanted, type: type).inverted
        case .contains: Self.containment(found, wanted, type: type)
        case .notContains: Self.containment(found, wanted, type: type).inverted
        case .startsWith: Self.prefix(found, wanted)
        }
    }

    private static func equality(_ found: FactValue, _ wanted: FactValue, type: FactType?) -> TestOutcome {
        switch (found, wanted) {
        case (.boolean, .boolean), (.integer, .integer), (.list, .list), (.record, .record):
            return TestOutcome(found == wanted)
        case (.text(let left), .text(let right)):
            switch type {
            case .version? where VersionOrder.isVersion(left) && VersionOrder.isVersion(right):
                return TestOutcome(VersionOrder.compare(left, right) == 0)
            case .instant?, .decimal?: return order(found, wanted, type: type) { $0 == 0 }
            default: return TestOutcome(left.utf8.elementsEqual(right.utf8))
            }
        default: return mismatch(found, wanted)
        }
    }

    private static func order(
        _ found: FactValue, _ wanted: FactValue, type: FactType?, _ admits: (Int) -> Bool
    ) -> TestOutcome {
        switch (found, wanted, type) {
        case (.integer(let left), .integer(let right), _):
            return TestOutcome(admits(left < right ? -1 : left > right ? 1 : 0))
        case (.text(let left), .text(let right), .instant?):
            guard let left = Instant(left), let right = Instant(right) else { return mismatch(found, wanted) }
            return TestOutcome(admits(left < right ? -1 : left > right ? 1 : 0))
        case (.text(let left), .text(let right), .decimal?):
            guard let left = DecimalText.value(left), let right = DecimalText.value(right) else {
                return mismatch(found, wanted)
            }
            return TestOutcome(admits(left < right ? -1 : left > right ? 1 : 0))
        case (.text(let left), .text(let right), .version?):
            guard VersionOrder.isVersion(left) else { return .error("expected a version, found `\(left)`") }
            guard VersionOrder.isVersion(right) else { return .error("the wanted `\(right)` is not a version") }
            return TestOutcome(admits(VersionOrder.compare(left, right)))
        case (.text, .text, _): return .error("text has no order, found `\(found)`")
        default: return mismatch(found, wanted)
        }
    }

    private static func membership(_ found: FactValue, _ wanted: FactValue, type: FactType?) -> TestOutcome {
        guard case .list(let choices) = wanted else { return mismatch(found, wanted) }
        var failure: TestOutcome?
        for choice in choices {
            switch equality(found, choice, type: type) {
            case .holds: return .holds
            case .fails: break
            case let other: failure = other
            }
        }
        return failure ?? .fails
    }

    private static func containment(_ found: FactValue, _ wanted: FactValue, type: FactType?) -> TestOutcome {
        switch (found, wanted) {
        case (.list(let elements), _):
            var element: FactType?
            if case .list(let type)? = type { element = type }
            let outcomes = elements.map { equality($0, wanted, type: element) }
            if outcomes.contains(.holds) { return .holds }
            return outcomes.first { $0 != .fails } ?? .fails
        case (.text(let text), .text(let part)):
            return TestOutcome(part.isEmpty || text.contains(part))
        default: return mismatch(found, wanted)
        }
    }

    private static func prefix(_ found: FactValue, _ wanted: FactValue) -> TestOutcome {
        guard case (.text(let text), .text(let start)) = (found, wanted) else { return mismatch(found, wanted) }
        return TestOutcome(text.utf8.starts(with: start.utf8))
    }

    private static func mismatch(_ found: FactValue, _ wanted: FactValue) -> TestOutcome {
        .error("expected \(wanted.kind), found \(found.kind) `\(found)`")
    }
}

extension FactValue {
    /// The value's own type, in words.
    var kind: String {
        switch self {
        case .boolean: "true or false"
        case .integer: "a number"
        case .text: "text"
        case .list: "a list"
        case .record: "a record"
        }
    }
}
