/// The shape of a JSON value, as far as `openapi.json` describes it.
indirect enum Schema: Hashable {
    struct Property: Hashable {
        var name: String
        var schema: Schema
        var isRequired: Bool
    }

    case any
    case boolean
    case integer
    case number
    case text(format: String?)
    case words([String])
    case array(Schema)
    case object([Property])
    case reference(String)

    /// JSON Schema 2020-12, as OpenAPI 3.1 uses it.
    var json: [String: Any] {
        switch self {
        case .any: [:]
        case .boolean: ["type": "boolean"]
        case .integer: ["type": "integer", "format": "int64"]
        case .number: ["type": "number"]
        case .text(let format): format.map { ["type": "string", "format": $0] } ?? ["type": "string"]
        case .words(let words): ["type": "string", "enum": words]
        case .array(let element): ["type": "array", "items": element.json]
        case .reference(let name): ["$ref": "#/components/schemas/\(name)"]
        case .object(let properties):
            [
                "type": "object",
                "properties": Dictionary(uniqueKeysWithValues: properties.map { ($0.name, $0.schema.json) }),
                "required": properties.filter(\.isRequired).map(\.name),
            ]
        }
    }
}
