public import GatehouseWire

/// One change of a PATCH.
public struct PatchOperation: Hashable, Sendable {
    /// What is done.
    public var kind: Kind
    /// Where; `nil` means that the value names the attributes.
    public var path: PatchPath?
    /// With what; `nil` when none was given.
    public var value: JSON?

    /// A change; whether its parts go together is found out where it is applied.
    public init(_ kind: Kind, _ path: PatchPath? = nil, _ value: JSON? = nil) {
        self.kind = kind
        self.path = path
        self.value = value
    }

    /// The three operations; read without regard to case, since Entra ID sends `Add`.
    public enum Kind: String, Hashable, Sendable, CaseIterable {
        case add
        case replace
        case remove
    }
}

/// The body of a PATCH (RFC 7644 §3.5.2).
public struct PatchRequest: Hashable, Sendable {
    /// The schema that names this message.
    public static let schema = "urn:ietf:params:scim:api:messages:2.0:PatchOp"

    /// In the order in which they are applied; all or none.
    public var operations: [PatchOperation]

    /// A request made here.
    public init(_ operations: [PatchOperation]) { self.operations = operations }

    /// Reads the message, names without regard to case.
    ///
    /// Refuses a message without the schema, without operations or with more than `limits` allows, an unknown
    /// operation and a path that cannot be read.
    public init(json: JSON, limits: ResourceLimits = ResourceLimits()) throws(SCIMError) {
        guard json.hasSchema(Self.schema) else {
            throw SCIMError(.invalidSyntax, "`schemas` does not hold `\(Self.schema)`", path: "schemas")
        }
        guard case .array(let values) = json.member("Operations"), !values.isEmpty else {
            throw SCIMError(.invalidSyntax, "`Operations` is missing or empty", path: "Operations")
        }
        guard values.count <= limits.operations else {
            let message = "\(values.count) operations are more than the \(limits.operations) allowed"
            throw SCIMError(.tooMany, message, path: "Operations")
        }
        operations = []
        for (index, value) in values.enumerated() {
            operations.append(try PatchOperation(json: value, at: "Operations[\(index)]"))
        }
    }
}

extension PatchOperation {
    fileprivate init(json: JSON, at place: String) throws(SCIMError) {
        guard case .string(let word) = json.member("op") else {
            throw SCIMError(.invalidSyntax, "`op` is missing or no text", path: place)
        }
        guard let kind = Kind(rawValue: word.lowercased()) else {
            throw SCIMError(.invalidSyntax, "\(quoted(word)) is none of `add`, `replace` and `remove`", path: place)
        }
        var path: PatchPath?
        switch json.member("path") {
        case nil, .null?, .string("")?: break
        case .string(let text)?: path = try PatchPath(parsing: text)
        default: throw SCIMError(.invalidPath, "`path` is no text", path: place)
        }
        self.init(kind, path, json.member("value"))
    }
}
