import GatehouseModel
import GatehouseService

/// The condition of a list as it grows: parts joined by AND, with their arguments.
struct ListCondition {
    private(set) var sql = ""
    private(set) var arguments: [SQLValue] = []
    /// Those that the filter names.
    private(set) var fields: Set<String> = []
    private let source: ListSource
    private var comparisons = 0

    private static let mostComparisons = 500
    private static let deepest = 32

    init(_ source: ListSource) { self.source = source }

    mutating func add(_ filter: ListQuery.Filter) throws(StoreError) {
        sql += " AND \(try expression(filter, depth: 0))"
    }

    /// Only rows behind `keys` in the order.
    ///
    /// The first part alone lets an index find the place.
    mutating func addPosition(after keys: [SQLValue], in order: [ListOrder]) {
        guard let first = order.first, let start = keys.first else { return }
        sql += " AND \(first.expression) \(first.isDescending ? "<=" : ">=") ?"
        arguments.append(start)
        var alternatives = [String]()
        for (count, item) in order.enumerated() {
            let equal = order[..<count].map { "\($0.expression) = ?" }
            let beyond = "\(item.expression) \(item.isDescending ? "<" : ">") ?"
            alternatives.append((equal + [beyond]).joined(separator: " AND "))
            arguments += keys[...count]
        }
        sql += " AND (\(alternatives.joined(separator: " OR ")))"
    }

    private mutating func expression(_ filter: ListQuery.Filter, depth: Int) throws(StoreError) -> String {
        guard depth <= Self.deepest else { throw StoreError(.badQuery, "the filter is nested too deeply") }
        switch filter {
        case .and(let parts): return try joined(parts, by: " AND ", whenEmpty: "1 = 1", depth: depth)
        case .or(let parts): return try joined(parts, by: " OR ", whenEmpty: "1 = 0", depth: depth)
        case .not(let part): return "NOT (\(try expression(part, depth: depth + 1)))"
        case .compare(let name, let comparison, let value):
            comparisons += 1
            guard comparisons <= Self.mostComparisons else {
                throw StoreError(.badQuery, "the filter has more than \(Self.mostComparisons) comparisons")
            }
            fields.insert(name)
            return try compare(name, try source.field(name), comparison, value)
        }
    }

    private mutating func joined(
        _ parts: [ListQuery.Filter], by word: String, whenEmpty: String, depth: Int
    ) throws(StoreError) -> String {
        var expressions = [String]()
        for part in parts { expressions.append(try expression(part, depth: depth + 1)) }
        return expressions.isEmpty ? whenEmpty : "(\(expressions.joined(separator: word)))"
    }

    /// Always true or false: a row without the value differs from every value, and is neither less nor greater.
    private mutating func compare(
        _ name: String, _ field: ListSource.Field, _ comparison: ListQuery.Operator, _ value: ListQuery.Value
    ) throws(StoreError) -> String {
        if value == .null {
            switch comparison {
            case .equals: return "\(field.expression) IS NULL"
            case .notEquals: return "\(field.expression) IS NOT NULL"
            default: throw StoreError(.badQuery, "`\(comparison.rawValue)` of `\(name)` needs a value")
            }
        }
        let sql = try compare(name, field, comparison, bound: value)
        guard field.isNullable else { return sql }
        return comparison == .notEquals
            ? "(\(field.expression) IS NULL OR \(sql))" : "(\(field.expression) IS NOT NULL AND \(sql))"
    }

    private mutating func compare(
        _ name: String, _ field: ListSource.Field, _ comparison: ListQuery.Operator, bound value: ListQuery.Value
    ) throws(StoreError) -> String {
        if field.kind == .words {
            guard comparison == .equals || comparison == .notEquals, case .text(let word) = value else {
                throw StoreError(.badQuery, "`\(name)` is a list: compare it with `eq` or `ne` and one word")
            }
            arguments.append(.text(SQLText.pattern(containing: "\"\(word.lowercased())\"")))
            return "lower(\(field.expression)) \(comparison == .equals ? "LIKE" : "NOT LIKE") ? ESCAPE '\\'"
        }
        switch comparison {
        case .contains, .startsWith, .endsWith:
            guard field.kind == .text, case .text(let text) = value else {
                throw StoreError(.badQuery, "`\(comparison.rawValue)` needs a field and a value of text, not `\(name)`")
            }
            arguments.append(.text(pattern(comparison, text)))
            return "lower(\(field.expression)) LIKE ? ESCAPE '\\'"
        default:
            guard let bound = field.bound(value) else {
                throw StoreError(.badQuery, "`\(name)` cannot be compared with `\(value.words)`")
            }
            arguments.append(bound)
            return "\(field.expression) \(comparison.symbol) ?"
        }
    }

    private func pattern(_ comparison: ListQuery.Operator, _ text: String) -> String {
        let escaped = SQLText.escaped(SQLText.lowercasedASCII(text))
        switch comparison {
        case .startsWith: return "\(escaped)%"
        case .endsWith: return "%\(escaped)"
        default: return "%\(escaped)%"
        }
    }
}

extension ListSource.Field {
    /// The value in the form of the column; `nil` when it is of another type.
    fileprivate func bound(_ value: ListQuery.Value) -> SQLValue? {
        switch (kind, value) {
        case (.text, .text(let text)): .text(text)
        case (.identifier, .text(let text)): DeviceID(text).map(\.sqlValue)
        case (.instant, .text(let text)): Instant(text).map(\.sqlValue)
        case (.instant, .integer(let milliseconds)): .integer(milliseconds)
        default: nil
        }
    }
}

extension ListQuery.Operator {
    /// The SQL of an operator that compares by order; the others are patterns.
    fileprivate var symbol: String {
        switch self {
        case .equals, .contains, .startsWith, .endsWith: "="
        case .notEquals: "<>"
        case .less: "<"
        case .atMost: "<="
        case .greater: ">"
        case .atLeast: ">="
        }
    }
}

extension ListQuery.Value {
    fileprivate var words: String {
        switch self {
        case .text(let text): text
        case .integer(let integer): String(integer)
        case .boolean(let boolean): String(boolean)
        case .null: "null"
        }
    }
}
