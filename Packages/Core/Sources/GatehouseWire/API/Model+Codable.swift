public import GatehouseModel

/// A type whose JSON form is the string that describes it.
public protocol TextCodable: Codable, LosslessStringConvertible {
    /// The string's `format` in a published schema (JSON Schema 2020-12 §7.3), if it has one.
    static var format: String? { get }
}

extension TextCodable {
    /// None, where nothing else is said.
    public static var format: String? { nil }

    /// Reads the string; refuses one that is not well formed.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        let text = try container.decode(String.self)
        guard let value = Self(text) else {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: "`\(text)` is not well formed")
        }
        self = value
    }

    /// Writes the string that describes the value.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }
}

extension Instant: TextCodable {
    /// RFC 3339, as JSON Schema calls it.
    public static var format: String? { "date-time" }
}

extension Identifier: TextCodable {
    /// RFC 9562, as JSON Schema calls it.
    public static var format: String? { "uuid" }
}

extension GrantControl: TextCodable {}

extension ActionState: Codable {}
extension AssetKind: Codable {}
extension AssetSource: Codable {}
extension AssetState: Codable {}
extension Assurance: Codable {}
extension ClientApplicationType: Codable {}
extension ComplianceState: Codable {}
extension DecisionReason.Code: Codable {}
extension DeviceLifecycle: Codable {}
extension DeviceManagement: Codable {}
extension Outcome: Codable {}
extension Ownership: Codable {}
extension Platform: Codable {}
extension PolicyOutcome.Application: Codable {}
extension PolicyOutcome.Result: Codable {}
extension RequirementResult: Codable {}
extension Severity: Codable {}
extension TrustType: Codable {}
extension UserKind: Codable {}

extension FactValue: Codable {
    /// Reads any JSON value but `null` and numbers that are not whole or do not fit in 64 bits.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if let value = try? container.decode(Bool.self) {
            self = .boolean(value)
        } else if let value = try? container.decode(Int64.self) {
            self = .integer(value)
        } else if let value = try? container.decode(String.self) {
            self = .text(value)
        } else if let value = try? container.decode([FactValue].self) {
            self = .list(value)
        } else {
            self = .record(try container.decode([String: FactValue].self))
        }
    }

    /// Writes the value as the JSON that it stands for.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        switch self {
        case .boolean(let value): try container.encode(value)
        case .integer(let value): try container.encode(value)
        case .text(let value): try container.encode(value)
        case .list(let values): try container.encode(values)
        case .record(let fields): try container.encode(fields)
        }
    }
}
