import GatehouseModel
import GatehouseService

/// How the state of a fact is kept: a word, and a text that is the value or the reason why there is none.
enum FactCoding {
    static func encode(_ state: FactState) -> (word: String, text: String) {
        switch state {
        case .known(let value): ("known", json(value).description)
        case .absent(let reason): ("absent", reason)
        case .unavailable(let reason): ("unavailable", reason)
        }
    }

    /// The state that ``encode(_:)`` wrote; `nil` for anything else.
    static func decode(word: String, text: String) -> FactState? {
        switch word {
        case "known": StoredJSON(text).flatMap(value).map { .known($0) }
        case "absent": .absent(reason: text)
        case "unavailable": .unavailable(reason: text)
        default: nil
        }
    }

    private static func json(_ value: FactValue) -> StoredJSON {
        switch value {
        case .boolean(let value): .boolean(value)
        case .integer(let value): .integer(value)
        case .text(let text): .text(text)
        case .list(let values): .list(values.map(json))
        case .record(let fields): .record(fields.mapValues(json))
        }
    }

    private static func value(_ json: StoredJSON) -> FactValue? {
        switch json {
        case .null: return nil
        case .boolean(let value): return .boolean(value)
        case .integer(let value): return .integer(value)
        case .text(let text): return .text(text)
        case .list(let values):
            let decoded = values.compactMap(value)
            return decoded.count == values.count ? .list(decoded) : nil
        case .record(let members):
            let decoded = members.compactMapValues(value)
            return decoded.count == members.count ? .record(decoded) : nil
        }
    }
}
