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
        case "known": FactValue(stored: text).map { .known($0) }
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
}

extension FactValue: StoredJSONReadable {
    /// No fact is null: what is not known is a state.
    init?(null: Void) { return nil }
    init(boolean: Bool) { self = .boolean(boolean) }
    init(integer: Int64) { self = .integer(integer) }
    init(text: String) { self = .text(text) }
    init(list: [FactValue]) { self = .list(list) }
    init(record: [String: FactValue]) { self = .record(record) }
}
