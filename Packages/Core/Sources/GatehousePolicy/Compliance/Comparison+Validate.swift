import GatehouseModel

extension Comparison {
    /// Whether a value of this type can be compared so; a table never can, its rows are tested.
    func isValid(for type: FactType) -> Bool { Self.valid(for: type).contains(self) }

    static func valid(for type: FactType) -> [Comparison] {
        switch type {
        case .boolean: [.equals, .notEquals]
        case .integer, .decimal: [.equals, .notEquals, .atLeast, .atMost, .greaterThan, .lessThan, .oneOf, .noneOf]
        case .text: [.equals, .notEquals, .oneOf, .noneOf, .contains, .notContains, .startsWith]
        case .version:
            [.equals, .notEquals, .atLeast, .atMost, .greaterThan, .lessThan, .oneOf, .noneOf, .startsWith]
        case .instant: [.equals, .notEquals, .atLeast, .atMost, .greaterThan, .lessThan]
        case .list: [.equals, .notEquals, .contains, .notContains]
        case .table: []
        }
    }

    /// What is wrong with comparing a value of this type with `wanted`; `nil` when nothing is.
    func problem(comparing type: FactType, with wanted: FactValue) -> (message: String, hint: String?)? {
        guard isValid(for: type) else {
            let names = Self.valid(for: type).map { "`\($0.rawValue)`" }.joined(separator: ", ")
            return ("`\(rawValue)` does not fit \(type.name)", names.isEmpty ? "test its rows" : "it allows \(names)")
        }
        switch (self, type) {
        case (.oneOf, _), (.noneOf, _):
            guard case .list(let choices) = wanted else { return ("`\(rawValue)` takes a list", nil) }
            if choices.isEmpty { return ("`\(rawValue)` takes a list with at least one value", nil) }
            return choices.lazy.compactMap { Self.mismatch(type, $0) }.first
        case (.contains, .list(let element)), (.notContains, .list(let element)):
            return Self.mismatch(element, wanted)
        case (.startsWith, _):
            guard case .text(let start) = wanted, !start.isEmpty else { return ("`startsWith` takes a text", nil) }
            return nil
        default: return Self.mismatch(type, wanted)
        }
    }

    private static func mismatch(_ type: FactType, _ wanted: FactValue) -> (message: String, hint: String?)? {
        guard type.admits(wanted) else {
            let isQuotable = type == .text || type == .version || type == .instant || type == .decimal
            return ("`\(wanted)` is not \(type.name)", isQuotable ? "write it in quotes" : nil)
        }
        if type == .version, case .text(let text) = wanted, !VersionOrder.isVersion(text) {
            return ("`\(text)` is not a version", "a version begins with a digit, as `12.5`")
        }
        return nil
    }
}
