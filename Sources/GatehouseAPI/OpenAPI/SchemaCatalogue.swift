import GatehouseModel
import GatehouseWire

/// The schemas of messages, derived by encoding each message's example and noting what it writes.
final class SchemaCatalogue {
    private(set) var schemas: [String: Schema] = [:]

    /// A reference to the message's schema, which is added when it is not there yet.
    func reference(to type: any APIMessage.Type) throws -> Schema {
        if schemas[type.schemaName] == nil {
            schemas[type.schemaName] = .any
            schemas[type.schemaName] = try shape(of: type.example)
        }
        return .reference(type.schemaName)
    }

    func schema(of value: any Encodable) throws -> Schema {
        switch value {
        case let message as any APIMessage: return try reference(to: type(of: message))
        case is FactValue, is [String: String]: return .any
        case let text as any TextCodable: return .text(format: type(of: text).format)
        case let word as any (CaseIterable & RawRepresentable): return .words(Self.words(of: word))
        case let elements as [any Encodable]:
            return .array(try elements.first.map { try schema(of: $0) } ?? .any)
        default: return try shape(of: value)
        }
    }

    private func shape(of value: any Encodable) throws -> Schema {
        let recorder = SchemaRecorder(catalogue: self)
        try value.encode(to: recorder)
        return recorder.result
    }

    private static func words<Word: CaseIterable & RawRepresentable>(of word: Word) -> [String] {
        Word.allCases.compactMap { $0.rawValue as? String }
    }
}
