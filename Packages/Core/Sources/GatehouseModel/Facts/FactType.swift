/// The type of a fact's value.
public indirect enum FactType: Hashable, Sendable {
    case boolean
    case integer
    case text
    /// Text that compares as a version: numbers by value, `~` before everything.
    case version
    /// RFC 3339 text.
    case instant
    /// Text that is a number, with a fraction or without.
    case decimal
    case list(FactType)
    /// A list of records with these columns.
    case table([String: FactType])

    /// Whether `value` has this type; a record may leave columns out, but may not add any.
    public func admits(_ value: FactValue) -> Bool {
        switch (self, value) {
        case (.boolean, .boolean), (.integer, .integer), (.text, .text), (.version, .text): true
        case (.instant, .text(let text)): Instant(text) != nil
        case (.decimal, .text(let text)): DecimalText.value(text) != nil
        case (.list(let element), .list(let values)): values.allSatisfy(element.admits)
        case (.table(let columns), .list(let rows)):
            rows.allSatisfy { row in
                guard case .record(let fields) = row else { return false }
                return fields.allSatisfy { columns[$0.key]?.admits($0.value) ?? false }
            }
        default: false
        }
    }

    /// The type in words, for messages and the page of facts: `list of integer`.
    public var name: String {
        switch self {
        case .boolean: "boolean"
        case .integer: "integer"
        case .text: "text"
        case .version: "version"
        case .instant: "instant"
        case .decimal: "decimal"
        case .list(let element): "list of \(element.name)"
        case .table(let columns): "table (\(columns.keys.sorted().joined(separator: ", ")))"
        }
    }
}
