/// What a schema says of one attribute (RFC 7643 §2.2 and §7).
public struct AttributeDefinition: Hashable, Sendable {
    /// In the schema's own spelling, compared without regard to case; an extension stands under its URN.
    public var name: String
    /// What a value is.
    public var type: AttributeType
    /// For people who read `/Schemas`.
    public var summary: String
    /// Whether there may be several values.
    public var isMultiValued: Bool
    /// Whether a resource must have it.
    public var isRequired: Bool
    /// Values that clients are offered; others are accepted (RFC 7643 §7).
    public var canonicalValues: [String]
    /// Whether case counts when texts are compared.
    public var isCaseExact: Bool
    /// Who may write it, and when.
    public var mutability: Mutability
    /// When it is part of an answer.
    public var returned: Returned
    /// Within what its values are unique; kept by the caller's store.
    public var uniqueness: Uniqueness
    /// What a reference may point to: names of resource types, `external` or `uri`.
    public var referenceTypes: [String]
    /// The parts of a complex attribute, in the order in which they are written.
    public var subAttributes: [AttributeDefinition]

    /// An attribute with RFC 7643 §2.2's defaults: optional, readable and writable, returned by default, not unique.
    public init(
        _ name: String, _ summary: String, type: AttributeType = .string, isMultiValued: Bool = false,
        isRequired: Bool = false, canonicalValues: [String] = [], isCaseExact: Bool = false,
        mutability: Mutability = .readWrite, returned: Returned = .default, uniqueness: Uniqueness = .none,
        referenceTypes: [String] = [], subAttributes: [AttributeDefinition] = []
    ) {
        self.name = name
        self.type = type
        self.summary = summary
        self.isMultiValued = isMultiValued
        self.isRequired = isRequired
        self.canonicalValues = canonicalValues
        self.isCaseExact = isCaseExact
        self.mutability = mutability
        self.returned = returned
        self.uniqueness = uniqueness
        self.referenceTypes = referenceTypes
        self.subAttributes = subAttributes
    }

    /// The part of this name, without regard to case.
    public func subAttribute(_ name: String) -> AttributeDefinition? { subAttributes.definition(named: name) }

    /// Who may write an attribute (RFC 7643 §2.2).
    public enum Mutability: String, Hashable, Sendable, CaseIterable {
        case readOnly
        case readWrite
        case immutable
        case writeOnly
    }

    /// When an attribute is part of an answer (RFC 7643 §2.2).
    public enum Returned: String, Hashable, Sendable, CaseIterable {
        case always
        case never
        case `default`
        case request
    }

    /// Within what values are unique (RFC 7643 §2.2).
    public enum Uniqueness: String, Hashable, Sendable, CaseIterable {
        case none
        case server
        case global
    }
}

/// What a value of an attribute is (RFC 7643 §2.3).
public enum AttributeType: String, Hashable, Sendable, CaseIterable {
    case string
    case boolean
    case decimal
    case integer
    case dateTime
    case reference
    case binary
    case complex
}

extension [AttributeDefinition] {
    /// The definition of this name, without regard to case.
    func definition(named name: String) -> AttributeDefinition? {
        first { FoldedComparison.areEqual($0.name, name) }
    }
}
