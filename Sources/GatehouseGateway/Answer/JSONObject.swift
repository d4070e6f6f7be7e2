import GatehouseModel

/// A JSON object to be written, members in the order given (RFC 8259).
struct JSONObject: CustomStringConvertible {
    enum Value {
        case null
        case integer(Int)
        case text(String)
        case array([Value])
        case object(JSONObject)
    }

    private let members: [(name: String, value: Value)]

    init(_ members: [(String, Value)]) {
        self.members = members.map { (name: $0.0, value: $0.1) }
    }

    var description: String {
        "{" + members.map { "\(Self.quoted($0.name)):\(Self.text(of: $0.value))" }.joined(separator: ",") + "}"
    }

    private static func text(of value: Value) -> String {
        switch value {
        case .null: "null"
        case .integer(let number): String(number)
        case .text(let text): quoted(text)
        case .array(let values): "[" + values.map { Self.text(of: $0) }.joined(separator: ",") + "]"
        case .object(let object): object.description
        }
    }

    private static func quoted(_ text: String) -> String {
        var result = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": result += "\\\""
            case "\\": result += "\\\\"
            case _ where scalar.value < 0x20:
                result += "\\u00" + Hex.encode([UInt8(truncatingIfNeeded: scalar.value)])
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result + "\""
    }
}
