/// One comparison of a rule: `device.displayName -startsWith "eng-"`.
///
/// A class, as are its texts, so that walking a rule copies nothing.
package final class FilterComparison: Sendable {
    /// What stands on the right of an operator.
    package enum Operand: Hashable, Sendable {
        case null
        case truth(Bool)
        case text(FoldedText)
        case list([FoldedText])
    }

    package let property: FilterProperty
    package let comparator: FilterOperator
    package let operand: Operand

    init(property: FilterProperty, comparator: FilterOperator, operand: Operand) {
        self.property = property
        self.comparator = comparator
        self.operand = operand
    }

    /// Without a device every property is null: positive operators do not hold, negative ones do.
    func holds(for subject: FilterSubject?) -> Bool? {
        let value = subject.map(property.value) ?? .null
        let holds: Bool
        switch (value, operand) {
        case (.unavailable, _): return nil
        case (.null, .null): holds = true
        case (.null, _), (_, .null): holds = false
        case (.truth(let found), .truth(let wanted)): holds = found == wanted
        case (.text(let found), .text(let wanted)): holds = positive(found, wanted)
        case (.text(let found), .list(let wanted)): holds = wanted.contains { $0.equals(found) }
        // A collection contains a word when one of its words is that one.
        case (.texts(let found), .text(let wanted)): holds = found.contains { wanted.equals($0) }
        case (.truth, _), (.text, .truth), (.texts, _): holds = false
        }
        return holds != comparator.isNegative
    }

    private func positive(_ found: String, _ wanted: FoldedText) -> Bool {
        switch comparator.positive {
        case .startsWith: wanted.isPrefix(of: found)
        case .endsWith: wanted.isSuffix(of: found)
        case .contains: wanted.isPart(of: found)
        default: wanted.equals(found)
        }
    }
}

extension FilterComparison: Hashable {
    package static func == (left: FilterComparison, right: FilterComparison) -> Bool {
        left.property == right.property && left.comparator == right.comparator && left.operand == right.operand
    }

    package func hash(into hasher: inout Hasher) {
        hasher.combine(property)
        hasher.combine(comparator)
        hasher.combine(operand)
    }
}
