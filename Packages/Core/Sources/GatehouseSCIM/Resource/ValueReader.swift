import GatehouseModel
import GatehouseWire

/// Reads JSON against definitions: what does not fit its definition is refused, what the client may not write is left
/// out, and what no schema defines is left out and listed.
struct ValueReader {
    let limits: ResourceLimits
    /// Paths that no schema defines and schemas that nobody knows, in backticks and cut.
    private(set) var ignored: [String] = []

    init(limits: ResourceLimits) { self.limits = limits }

    /// The value, or values, of an attribute; `nil` when `json` assigns none (RFC 7643 §2.5).
    mutating func value(
        _ json: JSON, of definition: AttributeDefinition, at path: String
    ) throws(SCIMError) -> AttributeValue? {
        guard json != .null else { return nil }
        guard definition.isMultiValued else {
            guard let json = Self.named(json, of: definition) else { return nil }
            return try element(json, of: definition, at: path)
        }
        guard case .array(let values) = json else { throw Self.unfit("an array", path) }
        return .list(try elements(values, of: definition, at: path))
    }

    /// The values of an attribute that has several: equal ones once, and at most one of them primary.
    mutating func elements(
        _ values: [JSON], of definition: AttributeDefinition, at path: String
    ) throws(SCIMError) -> [AttributeValue] {
        guard values.count <= limits.values else {
            throw SCIMError(
                .invalidValue, "\(values.count) values are more than the \(limits.values) allowed", path: path)
        }
        var found = [AttributeValue]()
        var seen = Set<AttributeValue>()
        for (index, json) in values.enumerated() where json != .null {
            let value = try element(json, of: definition, at: "\(path)[\(index)]")
            if !value.isUnassigned, seen.insert(value).inserted { found.append(value) }
        }
        guard found.count(where: { $0.tree.truth("primary") == true }) <= 1 else {
            throw SCIMError(.invalidValue, "more than one value is primary", path: path)
        }
        return found
    }

    /// One value.
    mutating func element(
        _ json: JSON, of definition: AttributeDefinition, at path: String
    ) throws(SCIMError) -> AttributeValue {
        guard definition.type == .complex else { return try simple(json, of: definition, at: path) }
        guard case .object(let members) = json else { throw Self.unfit("an object", path) }
        let tree = try attributes(members, of: definition.subAttributes, at: path)
        try Self.require(definition.subAttributes, in: tree, at: path)
        return .complex(tree)
    }

    /// The members of an object; whether all that is required is there is not checked.
    mutating func attributes(
        _ members: [JSON.Member], of definitions: [AttributeDefinition], at path: String
    ) throws(SCIMError) -> AttributeTree {
        var tree = AttributeTree()
        var seen = Set<String>()
        for member in members {
            let place = path.isEmpty ? member.name : "\(path).\(member.name)"
            guard let definition = definitions.definition(named: member.name) else {
                try ignore(member.name, at: place)
                continue
            }
            guard seen.insert(definition.name).inserted else {
                throw SCIMError(.invalidSyntax, "\(quoted(member.name)) is given twice", path: place)
            }
            guard definition.mutability != .readOnly else { continue }
            tree[definition.name] = try value(member.value, of: definition, at: place)
        }
        return tree
    }

    /// Takes note of what no schema defines; a schema that nobody knows is refused instead.
    mutating func ignore(_ name: String, at path: String) throws(SCIMError) {
        guard !name.lowercased().hasPrefix("urn:") else {
            throw SCIMError(.invalidSyntax, "the schema \(quoted(name)) is not known", path: path)
        }
        note(path)
    }

    /// Takes note of what is passed over, for the log.
    mutating func note(_ text: String) {
        if ignored.count < 100 { ignored.append(quoted(text, cutAt: 160)) }
    }

    /// What an object that is known by its `value` may come as, as Entra ID sends a manager: its `value` alone, or an
    /// array of one; `nil` where it is there to be empty, which takes it away.
    static func named(_ json: JSON, of definition: AttributeDefinition) -> JSON? {
        guard !definition.isMultiValued, definition.subAttribute("value") != nil else { return json }
        switch json {
        case .array(let values) where values.count == 1: return named(values[0], of: definition)
        case .string(""), .null: return nil
        case .string: return .object([JSON.Member("value", json)])
        case .object where json.member("value") == .string(""): return nil
        default: return json
        }
    }

    /// Refuses a tree that lacks what its definitions require; what only the service writes is its own affair.
    static func require(
        _ definitions: [AttributeDefinition], in tree: AttributeTree, at path: String
    ) throws(SCIMError) {
        for definition in definitions where definition.isRequired && definition.mutability != .readOnly {
            guard tree[definition.name] == nil else { continue }
            let place = path.isEmpty ? definition.name : "\(path).\(definition.name)"
            throw SCIMError(.invalidValue, "\(quoted(definition.name)) is required", path: place)
        }
    }

    static func unfit(_ wanted: String, _ path: String) -> SCIMError {
        SCIMError(.invalidValue, "\(wanted) was expected", path: path)
    }
}

extension ValueReader {
    private func simple(
        _ json: JSON, of definition: AttributeDefinition, at path: String
    ) throws(SCIMError) -> AttributeValue {
        switch (definition.type, json) {
        case (.boolean, .boolean(let truth)): return .truth(truth)
        // Entra ID sends truth values as texts.
        case (.boolean, .string(let text)):
            guard let truth = Self.truth(text) else { throw Self.unfit("`true` or `false`", path) }
            return .truth(truth)
        case (.boolean, _): throw Self.unfit("`true` or `false`", path)
        case (.integer, .integer(let value)): return .integer(value)
        case (.integer, _): throw Self.unfit("a whole number", path)
        case (.decimal, .integer(let value)): return .decimal(Double(value))
        case (.decimal, .number(let value)): return .decimal(value)
        case (.decimal, _): throw Self.unfit("a number", path)
        case (_, .string(let text)): return .text(try checked(text, of: definition, at: path))
        default: throw Self.unfit("a text", path)
        }
    }

    /// `true` and `false` in any case.
    static func truth(_ text: String) -> Bool? {
        switch text.lowercased() {
        case "true": true
        case "false": false
        default: nil
        }
    }

    private func checked(
        _ text: String, of definition: AttributeDefinition, at path: String
    ) throws(SCIMError) -> String {
        let limit = definition.type == .binary ? limits.binary : limits.text
        guard text.utf8.count <= limit else {
            throw SCIMError(.invalidValue, "the text is longer than \(limit) bytes", path: path)
        }
        guard !text.utf8.contains(0) else { throw SCIMError(.invalidValue, "the text holds U+0000", path: path) }
        if definition.isRequired, text.allSatisfy(\.isWhitespace) {
            throw SCIMError(.invalidValue, "\(quoted(definition.name)) is required", path: path)
        }
        switch definition.type {
        case .dateTime where Instant(text) == nil: throw Self.unfit("an RFC 3339 time", path)
        case .binary where Base64.decode(text) == nil: throw Self.unfit("base 64", path)
        default: return text
        }
    }
}
