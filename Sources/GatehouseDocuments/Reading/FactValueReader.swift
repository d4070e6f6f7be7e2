import GatehouseModel
import GatehousePolicy

/// Reads the wanted value of a test as the type that the fact has, so that `12.10` stays a version and `no` a word.
struct FactValueReader {
    let reader: MappingReader
    let findings: Findings

    func value(
        _ field: YAMLNode.Field, comparison: Comparison, type: FactType, of subject: String
    ) -> FactValue? {
        guard let wanted = Self.operand(of: comparison, on: type) else {
            let possible = Comparison.allCases.filter { Self.operand(of: $0, on: type) != nil }.map(\.rawValue)
            let words = possible.isEmpty ? FactTest.Quantifier.allCases.map(\.rawValue) : possible
            findings.report(
                at: field.position, "`\(comparison.rawValue)` cannot test \(subject), which is \(type.name)",
                hint: "use one of \(words.joined(separator: ", "))")
            return nil
        }
        if case .list = wanted, case .sequence(let elements) = field.value.content, elements.isEmpty,
            comparison == .oneOf || comparison == .noneOf
        {
            findings.report(at: field.value.position, "`\(reader.child(field.name))` is empty")
        }
        return value(field.value, field.name, type: wanted)
    }

    /// The type of the value beside the comparison; `nil` when a fact of this type cannot be compared so.
    private static func operand(of comparison: Comparison, on type: FactType) -> FactType? {
        switch (comparison, type) {
        case (_, .table): nil
        case (.equals, _), (.notEquals, _): type
        case (.contains, .list(let element)), (.notContains, .list(let element)): element
        case (.contains, .text), (.notContains, .text), (.startsWith, .text), (.startsWith, .version): .text
        case (.oneOf, .list), (.noneOf, .list), (.oneOf, .boolean), (.noneOf, .boolean): nil
        case (.oneOf, _), (.noneOf, _): .list(type)
        case (.atLeast, .integer), (.atLeast, .version), (.atLeast, .instant), (.atMost, .integer),
            (.atMost, .version), (.atMost, .instant), (.greaterThan, .integer), (.greaterThan, .version),
            (.greaterThan, .instant), (.lessThan, .integer), (.lessThan, .version), (.lessThan, .instant):
            type
        case (.atLeast, .decimal), (.atMost, .decimal), (.greaterThan, .decimal), (.lessThan, .decimal): type
        default: nil
        }
    }

    private func value(_ node: YAMLNode, _ name: String, type: FactType) -> FactValue? {
        switch type {
        case .boolean: return reader.boolean(node, name).map(FactValue.boolean)
        case .integer: return integer(node, name)
        case .text: return text(node, name)
        case .version: return reader.text(node, name).map(FactValue.text)
        case .instant: return instant(node, name)
        case .decimal: return decimal(node, name)
        case .list(let element):
            guard case .sequence(let elements) = node.content else {
                return reader.refuse(node, name, wanted: "a \(type.name)")
            }
            let values = elements.compactMap { value($0, name, type: element) }
            return values.count == elements.count ? .list(values) : nil
        case .table: return nil
        }
    }

    private func integer(_ node: YAMLNode, _ name: String) -> FactValue? {
        guard case .scalar(let scalar) = node.content, scalar.isPlain, let number = Int64(scalar.text) else {
            return reader.refuse(node, name, wanted: "a whole number")
        }
        return .integer(number)
    }

    private func text(_ node: YAMLNode, _ name: String) -> FactValue? {
        guard !node.isBoolean, !node.isNull else {
            findings.report(
                at: node.position, "`\(reader.child(name))` must be text, not \(node.description)",
                hint: "quote it if the word itself is meant")
            return nil
        }
        return reader.text(node, name).map(FactValue.text)
    }

    private func decimal(_ node: YAMLNode, _ name: String) -> FactValue? {
        guard case .scalar(let scalar) = node.content, DecimalText.value(scalar.text) != nil else {
            return reader.refuse(node, name, wanted: "a number such as `0.5`")
        }
        return .text(scalar.text)
    }

    private func instant(_ node: YAMLNode, _ name: String) -> FactValue? {
        guard case .scalar(let scalar) = node.content, Instant(scalar.text) != nil else {
            return reader.refuse(node, name, wanted: "a time such as `2026-01-31T00:00:00Z`")
        }
        return .text(scalar.text)
    }
}
