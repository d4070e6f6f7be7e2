public import GatehouseWire

/// What a client wrote of a resource.
public struct ReadResource: Hashable, Sendable {
    /// Without what only the service writes: no `id`, no `meta`, no `schemas`.
    public var attributes: AttributeTree
    /// Paths that no schema defines and URNs in `schemas` that nobody knows, in backticks and cut, for the log; at most
    /// 100.
    public var ignored: [String]
}

extension SCIMResourceType {
    /// Reads the body of a POST (RFC 7644 §3.3).
    ///
    /// Names are read without regard to case; what is read-only or not defined is ignored, and so is a URN in `schemas`
    /// that nobody knows, since Entra ID sends one of its own. Refuses a body without this type's schema, one that has
    /// members under an unknown URN, values that do not fit, and a resource without what is required.
    public func created(from json: JSON, limits: ResourceLimits = ResourceLimits()) throws(SCIMError) -> ReadResource {
        guard case .object(let members) = json else {
            throw SCIMError(.invalidSyntax, "a resource is a JSON object")
        }
        var reader = ValueReader(limits: limits)
        for urn in try unknownSchemas(of: members) { reader.note(urn) }
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

    /// A value with the parts that the client cannot write, or not any more, as the same value had them before.
    private static func completed(
        _ value: AttributeValue?, from existing: AttributeValue?, of definition: AttributeDefinition
    ) -> AttributeValue? {
        guard let value, let existing, definition.subAttributes.contains(where: \.isFixed) else { return value }
        func completed(_ value: AttributeValue, _ old: AttributeTree?) -> AttributeValue {
            guard case .complex(let tree) = value, let old else { return value }
            return .complex(tree.keepingFixed(of: old, definition))
        }
        guard case .list(let values) = value else { return completed(value, existing.tree) }
        let known = Dictionary(
            existing.elements.map { ($0.tree["value"], $0.tree) }, uniquingKeysWith: { first, _ in first })
        return .list(values.map { completed($0, known[$0.tree["value"]]) }.withoutRepeats())
    }

    /// The entries of `schemas` that nobody knows, if this type's own is beside them.
    private func unknownSchemas(of members: [JSON.Member]) throws(SCIMError) -> [String] {
        let found = members.first { FoldedComparison.areEqual($0.name, "schemas") }?.value
        guard case .array(let values) = found else {
            throw SCIMError(.invalidSyntax, "`schemas` is missing or no array", path: "schemas")
        }
        let known = [schema.id] + extensions.map(\.id)
        var hasOwn = false
        var unknown = [String]()
        for value in values {
            guard case .string(let urn) = value else {
                throw SCIMError(.invalidSyntax, "`schemas` holds what is no text", path: "schemas")
            }
            guard let id = known.first(where: { FoldedComparison.areEqual($0, urn) }) else {
                unknown.append(urn)
                continue
            }
            hasOwn = hasOwn || id == schema.id
        }
        guard hasOwn else {
            throw SCIMError(.invalidSyntax, "`schemas` does not hold `\(schema.id)`", path: "schemas")
        }
        return unknown
    }
}
