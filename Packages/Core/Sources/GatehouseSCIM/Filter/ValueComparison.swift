import GatehouseModel

/// One operator with its operand, ready to be asked of many values; `ne` is made of `eq` by the binder.
struct ValueComparison: Sendable {
    enum Operand: Sendable {
        case truth(Bool)
        case integer(Int64)
        case decimal(Double)
        case text(TextPattern)
        case instant(Instant)
    }

    let comparator: SCIMFilter.Operator
    let operand: Operand

    func holds(for value: AttributeValue) -> Bool {
        switch (value, operand) {
        case (.truth(let found), .truth(let wanted)): found == wanted
        case (.integer(let found), .integer(let wanted)): ordered(found, wanted)
        case (.integer(let found), .decimal(let wanted)): ordered(Double(found), wanted)
        case (.decimal(let found), .integer(let wanted)): ordered(found, Double(wanted))
        case (.decimal(let found), .decimal(let wanted)): ordered(found, wanted)
        case (.text(let found), .text(let wanted)): compared(found, wanted)
        case (.text(let found), .instant(let wanted)): Instant(found).map { ordered($0, wanted) } ?? false
        default: false
        }
    }

    private func compared(_ found: String, _ wanted: TextPattern) -> Bool {
        switch comparator {
        case .eq: wanted.isEqual(to: found)
        case .co: wanted.isPart(of: found)
        case .sw: wanted.comparable(found).hasPrefix(wanted.text)
        case .ew: wanted.comparable(found).hasSuffix(wanted.text)
        default: ordered(wanted.comparable(found), wanted.text)
        }
    }

    private func ordered<Value: Comparable>(_ found: Value, _ wanted: Value) -> Bool {
        switch comparator {
        case .eq: found == wanted
        case .gt: found > wanted
        case .ge: found >= wanted
        case .lt: found < wanted
        case .le: found <= wanted
        case .ne, .co, .sw, .ew: false
        }
    }
}
