public import GatehouseWire

/// What a client wrote of a resource.
public struct ReadResource: Hashable, Sendable {
    /// Without what only the service writes: no `id`, no `meta`, no `schemas`.
    public var attributes: AttributeTree
    /// Paths that no schema defines, for the log; at most 100.
    public var ignored: [String]
}

extension SCIMResourceType {
    /// Reads the body of a POST (RFC 7644 §3.3).
    ///
    /// Names are read without regard to case; what is read-only or not defined is ignored. Refuses a body without
    /// this type's schema or with an unknown one, values that do not fit, and a resource without what is required.
    public func created(from json: JSON, limits: ResourceLimits = ResourceLimits()) throws(SCIMError) -> ReadResource {
        guard case .object(let members) = json else {
            throw SCIMError(.invalidSyntax, "a resource is a JSON object")
        }
        try checkSchemas(of: members)
        var reader = ValueReader(limits: limits)
        let attributes = try reader.attributes(members, of: definitions, at: "")
        try ValueReader.require(definitions, in: attributes, at: "")
        return ReadResource(attributes: attributes, ignored: reader.ignored)
    }

    /// Reads the body of a PUT that replaces `existing` (RFC 7644 §3.5.1): what only the service writes stays, what
    /// the client leaves out goes.
    ///
    /// Refuses what ``created(from:limits:)`` refuses, and another value for an immutable attribute that has one.
    public func replaced(
        _ existing: AttributeTree, by json: JSON, limits: ResourceLimits = ResourceLimits()
    ) throws(SCIMError) -> ReadResource {
        var read = try created(from: json, limits: limits)
        for definition in definitions {
            switch definition.mutability {
            case .readOnly: read.attributes[definition.name] = existing[definition.name]
            case .immutable:
                let before = existing[definition.name]
                guard before == nil || read.attributes[definition.name] == before else {
                    throw SCIMError(.mutability, "the value cannot change any more", path: definition.name)
                }
            case .readWrite, .writeOnly:
                read.attributes[definition.name] = Self.completed(
                    read.attributes[definition.name], from: existing[definition.name], of: definition)
            }
        }
        return read
    }

    /// A value with the read-only parts that the service had written to the same value before.
    private static func completed(
        _ value: AttributeValue?, from existing: AttributeValue?, of definition: AttributeDefinition
    ) -> AttributeValue? {
        let kept = definition.subAttributes.filter { $0.mutability == .readOnly }.map(\.name)
        guard let value, let existing, !kept.isEmpty else { return value }
        func completed(_ value: AttributeValue, _ old: AttributeTree?) -> AttributeValue {
            guard case .complex(var tree) = value, let old else { return value }
            for name in kept { tree[name] = old[name] }
            return .complex(tree)
        }
        guard case .list(let values) = value else { return completed(value, existing.tree) }
        let known = Dictionary(
            existing.elements.map { ($0.tree["value"], $0.tree) }, uniquingKeysWith: { first, _ in first })
        return .list(values.map { completed($0, known[$0.tree["value"]]) })
    }

    private func checkSchemas(of members: [JSON.Member]) throws(SCIMError) {
        let found = members.first { FoldedComparison.areEqual($0.name, "schemas") }?.value
        guard case .array(let values) = found else {
            throw SCIMError(.invalidSyntax, "`schemas` is missing or no array", path: "schemas")
        }
        let known = [schema.id] + extensions.map(\.id)
        var hasOwn = false
        for value in values {
            guard case .string(let urn) = value, let id = known.first(where: { FoldedComparison.areEqual($0, urn) })
            else {
                let shown = if case .string(let urn) = value { quoted(urn) } else { "that is no text" }
                throw SCIMError(.invalidSyntax, "the schema \(shown) is not one of \(quoted(name))", path: "schemas")
            }
            hasOwn = hasOwn || id == schema.id
        }
        guard hasOwn else {
            throw SCIMError(.invalidSyntax, "`schemas` does not hold `\(schema.id)`", path: "schemas")
        }
    }
}
