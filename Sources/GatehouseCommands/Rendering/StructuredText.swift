import Foundation
import GatehouseWire
import Yams

/// Results for programs.
enum StructuredText {
    static func json(_ value: some Encodable) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        return String(decoding: try encoder.encode(value), as: UTF8.self) + "\n"
    }

    static func yaml(_ value: some Encodable) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return try Yams.serialize(node: node(try JSON.parse(Array(try encoder.encode(value)))), allowUnicode: true)
    }

    private static func node(_ value: JSON) -> Node {
        switch value {
        case .null: Node("null", Tag(.null))
        case .boolean(let flag): Node(flag ? "true" : "false", Tag(.bool))
        case .integer(let number): Node(String(number), Tag(.int))
        case .number(let number): Node(String(number), Tag(.float))
        case .string(let text): Node.scalar(.init(text, Tag(.str), text.contains("\n") ? .literal : style(of: text)))
        case .array(let elements): Node(elements.map(node), Tag(.seq))
        case .object(let members): Node(members.map { (Node($0.name), node($0.value)) }, Tag(.map))
        }
    }

    /// Quoted where a reader would take the text for something else.
    private static func style(of text: String) -> Node.Scalar.Style {
        Resolver.default.resolveTag(of: Node(text)) == .str ? .any : .doubleQuoted
    }
}
