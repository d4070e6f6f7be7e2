public import GatehouseWire

/// Writes attributes as JSON in the order of their definitions, as far as they are selected and returned at all.
struct ResourceWriter {
    private enum Choice {
        case standard
        case only
        case excluding
    }

    private let choice: Choice
    /// The named attributes, as names from the root of a resource.
    private let named: Set<[String]>
    /// What is above a named attribute, and so is written for its sake.
    private let above: Set<[String]>

    init(_ selection: AttributeSelection, of type: SCIMResourceType) {
        let paths: [AttributePath]
        switch selection {
        case .standard: (choice, paths) = (.standard, [])
        case .only(let names): (choice, paths) = (.only, names)
        case .excluding(let names): (choice, paths) = (.excluding, names)
        }
        named = Set(paths.compactMap { type.resolve($0)?.steps })
        above = Set(named.flatMap { steps in (1..<max(1, steps.count)).map { Array(steps.prefix($0)) } })
    }

    /// The members of a tree; `isSelected` says whether the tree was selected as a whole.
    func members(
        of tree: AttributeTree, _ definitions: [AttributeDefinition], at steps: [String] = [], isSelected: Bool = false
    ) -> [JSON.Member] {
        var members = [JSON.Member]()
        for definition in definitions {
            guard let value = tree[definition.name] else { continue }
            let steps = steps + [definition.name]
            let isWhole = isSelected && [.always, .default].contains(definition.returned) || named.contains(steps)
            guard isWritten(definition, steps, isWhole: isWhole) else { continue }
            guard let json = json(value, definition, at: steps, isSelected: isWhole) else { continue }
            members.append(JSON.Member(definition.name, json))
        }
        return members
    }

    private func isWritten(_ definition: AttributeDefinition, _ steps: [String], isWhole: Bool) -> Bool {
        switch (definition.returned, choice) {
        case (.never, _): false
        case (.always, _): true
        case (_, .only): isWhole || above.contains(steps)
        case (.request, _): false
        case (.default, .standard): true
        case (.default, .excluding): !named.contains(steps)
        }
    }

    /// `nil` when nothing of a complex value is selected.
    private func json(
        _ value: AttributeValue, _ definition: AttributeDefinition, at steps: [String], isSelected: Bool
    ) -> JSON? {
        switch value {
        case .text(let text): return .string(text)
        case .truth(let truth): return .boolean(truth)
        case .integer(let value): return .integer(value)
        case .decimal(let value): return .number(value)
        case .complex(let tree):
            let members = members(of: tree, definition.subAttributes, at: steps, isSelected: isSelected)
            return members.isEmpty ? nil : .object(members)
        case .list(let values):
            let written = values.compactMap { json($0, definition, at: steps, isSelected: isSelected) }
            return written.isEmpty ? nil : .array(written)
        }
    }
}

extension SCIMResourceType {
    /// A resource as JSON, with its schemas, in the order of the schemas' attributes.
    ///
    /// What is never returned is not written, whatever is selected; what is always returned is.
    public func json(of attributes: AttributeTree, _ selection: AttributeSelection = .standard) -> JSON {
        var tree = attributes
        tree["schemas"] = .list(schemas(of: attributes).map(AttributeValue.text))
        return .object(ResourceWriter(selection, of: self).members(of: tree, definitions))
    }
}
