extension FilterNode {
    /// The rule as text that parses to this tree again.
    var text: String {
        switch self {
        case .comparison(let comparison): comparison.text
        case .not(let node): "-not \(node.text(within: .not))"
        case .and(let nodes): nodes.map { $0.text(within: .and) }.joined(separator: " -and ")
        case .or(let nodes): nodes.map { $0.text(within: .or) }.joined(separator: " -or ")
        }
    }

    /// How tightly a node holds together, loosest first.
    private enum Binding: Int {
        case or
        case and
        case not
        case comparison
    }

    private var binding: Binding {
        switch self {
        case .comparison: .comparison
        case .not: .not
        case .and: .and
        case .or: .or
        }
    }

    private func text(within parent: Binding) -> String {
        binding.rawValue > parent.rawValue ? text : "(\(text))"
    }
}

extension FilterComparison {
    fileprivate var text: String { "\(property.qualifiedName) -\(comparator.rawValue) \(operand.text)" }
}

extension FilterComparison.Operand {
    fileprivate var text: String {
        switch self {
        case .null: "null"
        case .truth(let value): value ? "true" : "false"
        case .text(let value): value.quoted
        case .list(let values): "[\(values.map(\.quoted).joined(separator: ", "))]"
        }
    }
}

extension FoldedText {
    fileprivate var quoted: String {
        var text = "\""
        for scalar in original.unicodeScalars {
            switch scalar {
            case "\"", "`": text.unicodeScalars.append("`")
            case "'": text.unicodeScalars.append("'")
            default: break
            }
            text.unicodeScalars.append(scalar)
        }
        return text + "\""
    }
}
